import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Peer } from '../peer.ts';
import { bound, whole, type Scenario } from '../report.ts';

/** Connections that may come back a second, as the server is told (RECONNECT_RATE). */
const RATE = 500;
const TASKS = Array.from({ length: 50 }, (_, index) => `t${index}`);
const BEFORE = 500;
const AFTER = 500;

/** SIGTERM with 5 000 sockets; the server starts again on the same database, and everybody comes back. */
export const drain: Scenario = {
  name: 'drain', about: 'SIGTERM with 5 000 sockets, restart, everybody back at the pace that was set, nothing lost',
  async run({ quick }) {
    const sockets = quick ? 1000 : 5000;
    const dir = mkdtempSync(path.join(os.tmpdir(), 'mindtube-drain-'));
    const peer = await Peer.start('mindtube', { BENCH_DIR: dir, RECONNECT_RATE: String(RATE) });
    try {
      const crowd = { port: peer.port, dialect: peer.dialect, connections: sockets, tasks: TASKS, follows: 1, rate: 0 };
      await peer.open(crowd);
      await peer.load('begin', true);
      const each = sockets / TASKS.length;
      await peer.emit({ tasks: TASKS, rate: 0, count: BEFORE, kind: 'milestone' });
      await peer.load('settle', BEFORE * each, 1000);
      const returning = peer.load('returnWhenSentAway', crowd);
      const code = await peer.terminate();
      await peer.boot();
      // While they come back the tasks go on.
      const more = await peer.emit({ tasks: TASKS, rate: 2, count: AFTER, kind: 'milestone' });
      const returned = await returning;
      const { doubled, disordered, delivered } = await peer.load('settle', (BEFORE + more.emitted) * each, 2000);
      return [
        { what: `${whole(sockets)} sockets: exit code, close codes`, value: `${code}; ${Object.entries(returned.codes).map(([key, count]) => `${key} × ${count}`).join(', ')}`, target: 'exit 0, no 1006', met: code === 0 && returned.codes['1006'] === undefined },
        bound('most that came back within a second', returned.most_a_second, { most: RATE, show: whole }),
        bound('not resumed', returned.told - returned.returned, { most: 0, show: whole }),
        bound('milestones lost, doubled or out of order', (BEFORE + more.emitted) * each - delivered + doubled + disordered, { most: 0, least: 0, show: whole }),
      ];
    } finally {
      await peer.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};
