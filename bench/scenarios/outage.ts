import { Peer } from '../peer.ts';
import { bound, ms, whole, type Scenario } from '../report.ts';

const CONNECTIONS = 200;
/** Tasks a connection follows. */
const FOLLOWS = 10;
const TASKS = Array.from({ length: 100 }, (_, index) => `t${index}`);

/** A minute without a network while the tasks go on; then everybody resumes, each task from its cursor. */
export const outage: Scenario = {
  name: 'outage', about: 'a network gone for 60 s, then resumed: round trips, writes, nothing lost or doubled',
  async run({ quick }) {
    const peer = await Peer.start('mindtube');
    const crowd = { port: peer.port, dialect: peer.dialect, connections: CONNECTIONS, tasks: TASKS, follows: FOLLOWS, rate: 0 };
    try {
      await peer.open(crowd);
      await peer.load('begin', true);
      const before = await peer.emit({ tasks: TASKS, rate: 0, count: TASKS.length * 2, kind: 'milestone' });
      const each = (CONNECTIONS * FOLLOWS) / TASKS.length;
      await peer.load('settle', before.emitted * each, 1000);
      await peer.load('cut');
      const during = await peer.emit({ tasks: TASKS, rate: 0.1, duration_ms: quick ? 20_000 : 60_000, kind: 'milestone' });
      const resumed = await peer.load('resume', crowd);
      const { delivered, doubled, disordered } = await peer.load('settle', (before.emitted + during.emitted) * each, 1500);
      return [
        { what: `${CONNECTIONS} connections × ${FOLLOWS} tasks, ${during.emitted / TASKS.length} milestones a task missed`, value: `p50 ${ms(resumed.p50_ms)}, p99 ${ms(resumed.p99_ms)}` },
        bound('reads until every task of a connection was resumed (one write each)', resumed.reads, { most: FOLLOWS, show: whole }),
        bound('milestones lost, doubled or out of order', (before.emitted + during.emitted) * each - delivered + doubled + disordered, { most: 0, least: 0, show: whole }),
      ];
    } finally {
      await peer.stop();
    }
  },
};
