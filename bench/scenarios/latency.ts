import { Peer } from '../peer.ts';
import { bound, median, ms, whole, type Scenario } from '../report.ts';

const [TASKS, RATE] = [50, 200];

/** From the wish to append a milestone, through SQLite, to a subscriber's socket. */
export const latency: Scenario = {
  name: 'latency', about: 'milestones at 200/s over 50 tasks on SQLite, from append to socket',
  async run({ quick, repeats }) {
    const peer = await Peer.start('mindtube');
    const tasks = Array.from({ length: TASKS }, (_, index) => `t${index}`);
    try {
      await peer.open({ port: peer.port, dialect: peer.dialect, connections: TASKS, tasks, follows: 1, rate: 0 });
      const rounds: { p50_ms: number; p99_ms: number; faults: number }[] = [];
      for (let round = 0; round <= repeats; round++) {
        await peer.load('begin', true);
        const { emitted } = await peer.emit({ tasks, rate: RATE / TASKS, duration_ms: quick ? 2000 : 5000, kind: 'milestone' });
        const { p50_ms, p99_ms, lost, doubled, disordered } = await peer.load('settle', emitted, 500);
        if (round > 0) rounds.push({ p50_ms, p99_ms, faults: lost + doubled + disordered });
      }
      return [
        bound('p50 from append to the reader', median(rounds.map((round) => round.p50_ms)), { most: 3, show: ms }),
        bound('p99 from append to the reader', median(rounds.map((round) => round.p99_ms)), { most: 15, show: ms }),
        bound('lost, doubled, out of order', Math.max(...rounds.map((round) => round.faults)), { most: 0, show: whole }),
      ];
    } finally {
      await peer.stop();
    }
  },
};
