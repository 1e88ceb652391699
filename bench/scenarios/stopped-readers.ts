import { Peer } from '../peer.ts';
import { bound, median, ms, times, whole, type Scenario } from '../report.ts';

const [READERS, STOPPED, RATE, PAD] = [24, 4, 500, 8 * 1024];
const MIB = 1024 * 1024;

/** 4 readers of 24 stop, while 8 KiB messages go out 500 times a second: nobody else notices. */
export const stoppedReaders: Scenario = {
  name: 'stopped-readers', about: '4 of 24 readers stop, 8 KiB messages at 500/s: the others notice nothing, memory stays flat',
  async run({ quick, repeats }) {
    const peer = await Peer.start('mindtube');
    const duration_ms = quick ? 2000 : 5000;
    const crowd = { port: peer.port, dialect: peer.dialect, connections: READERS, tasks: ['t0'], follows: 1, rate: 0 };
    const measure = async (reading: number) => {
      await peer.load('begin', false);
      const { emitted } = await peer.emit({ tasks: ['t0'], rate: RATE, duration_ms, pad: PAD });
      const measured = await peer.load('settle', emitted * reading, 500);
      return { ...measured, lost: emitted * reading - measured.delivered };
    };
    try {
      const [before, during]: { p99_ms: number; lost: number; grown: number; closes: string }[][] = [[], []];
      for (let round = 0; round <= repeats; round++) {
        await peer.open(crowd);
        const whole_ = await measure(READERS);
        const memory = peer.memory();
        await peer.load('stopReading', STOPPED);
        const rest = await measure(READERS - STOPPED);
        if (round > 0) {
          before?.push({ p99_ms: whole_.p99_ms, lost: whole_.lost, grown: 0, closes: '' });
          during?.push({ p99_ms: rest.p99_ms, lost: Math.max(0, rest.lost), grown: (peer.memory() - memory) / MIB, closes: Object.keys(rest.closes).join(' ') });
        }
        await peer.load('leave');
      }
      const at = (rounds: typeof before, pick: (one: { p99_ms: number; lost: number; grown: number }) => number) => median((rounds ?? []).map(pick));
      return [
        { what: 'p99 of the others, all reading · four stopped', value: `${ms(at(before, (one) => one.p99_ms))} · ${ms(at(during, (one) => one.p99_ms))}` },
        bound('p99 of the others against all reading', at(during, (one) => one.p99_ms) / at(before, (one) => one.p99_ms), { most: 1.3, show: times }),
        bound('updates that the others lost', at(during, (one) => one.lost), { most: 0, show: whole }),
        bound('memory that the server grew by', at(during, (one) => one.grown), { most: 2, show: (value) => `${value.toFixed(1)} MiB` }),
        { what: 'the stopped ones were closed with', value: [...new Set((during ?? []).map(({ closes }) => closes))].join(' ') || 'nothing: ticks left out' },
      ];
    } finally {
      await peer.stop();
    }
  },
};
