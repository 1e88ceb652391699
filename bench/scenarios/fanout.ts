import { Peer, PEERS, type PeerName } from '../peer.ts';
import { bound, limitedBy, median, times, whole, type Finding, type Options, type Scenario } from '../report.ts';
import type { Measured } from '../load/load.ts';

/** Deliveries of one repeat: enough for a second and more. */
const DELIVERIES = 400_000;
/** Fills a message up to about 200 bytes. */
const PAD = 20;
const QUIET_MS = 1500;

type Shape = { tasks: number; subscribers: number };
type Round = { rate: number; cpu_us: number; busy: number; lost: number };

/** Each peer in turn, `repeats` times: what drifts on the machine drifts for all. */
async function rounds(peers: readonly Peer[], { tasks, subscribers }: Shape, { repeats, quick }: Options): Promise<Map<Peer, Round[]>> {
  const ids = Array.from({ length: tasks }, (_, index) => `t${index}`);
  const found = new Map<Peer, Round[]>(peers.map((peer) => [peer, []]));
  for (const peer of peers) await peer.open({ port: peer.port, dialect: peer.dialect, connections: tasks * subscribers, tasks: ids, follows: 1, rate: 0 });
  const count = Math.ceil(DELIVERIES / (quick ? 4 : 1) / subscribers);
  // The first round warms the code up and is not counted.
  for (let round = 0; round <= repeats; round++) {
    for (const peer of peers) {
      await peer.load('begin', false);
      const before = peer.cpu();
      await peer.emit({ tasks: ids, rate: 0, count, pad: PAD });
      const measured = await peer.load('settle', count * subscribers, QUIET_MS);
      if (round > 0) found.get(peer)?.push(roundOf(measured, { cpu_ms: peer.cpu() - before, expected: count * subscribers }));
    }
  }
  return found;
}

function roundOf({ delivered, took_ms, busy }: Measured, { cpu_ms, expected }: { cpu_ms: number; expected: number }): Round {
  return { rate: delivered / (took_ms / 1000), cpu_us: (cpu_ms * 1000) / Math.max(1, delivered), busy, lost: expected - delivered };
}

async function compare(shape: Shape, names: readonly PeerName[], { options, rate, cpu }: { options: Options; rate: number; cpu?: number }): Promise<Finding[]> {
  const peers: Peer[] = [];
  for (const name of names) peers.push(await Peer.start(name));
  try {
    const found = await rounds(peers, shape, options);
    const of = (name: PeerName) => found.get(peers[names.indexOf(name)] as Peer) ?? [];
    const at = (name: PeerName, pick: (round: Round) => number) => median(of(name).map(pick));
    const label = shape.tasks > 1 ? `${shape.tasks} tasks × ${shape.subscribers}` : `1 task × ${whole(shape.subscribers)}`;
    const shown = names.map((name) => ({ what: `${label}, ${PEERS[name].name}`, value: `${whole(at(name, (round) => round.rate))}/s, ${at(name, (round) => round.cpu_us).toFixed(2)} µs` }));
    return [
      ...shown,
      bound(`${label}: deliveries/s against plain ws`, at('mindtube', (round) => round.rate) / at('ws', (round) => round.rate), { least: rate, show: times }),
      ...(cpu === undefined ? [] : [bound(`${label}: CPU a delivery against plain ws`, at('mindtube', (round) => round.cpu_us) / at('ws', (round) => round.cpu_us), { most: cpu, show: times })]),
      bound(`${label}: ticks left out for readers that drain`, Math.max(...of('mindtube').map((round) => round.lost)), { most: 0, show: whole }),
      ...limitedBy(Object.fromEntries(names.map((name) => [PEERS[name].name, at(name, (round) => round.busy)]))),
    ];
  } finally {
    for (const peer of peers) await peer.stop();
  }
}

/** Milestones to many: each once, in order. */
async function milestones({ quick }: Options): Promise<Finding[]> {
  const [subscribers, count] = [1000, quick ? 100 : 400];
  const peer = await Peer.start('mindtube');
  try {
    await peer.open({ port: peer.port, dialect: peer.dialect, connections: subscribers, tasks: ['t0'], follows: 1, rate: 0 });
    await peer.load('begin', true);
    await peer.emit({ tasks: ['t0'], rate: 0, count, pad: PAD, kind: 'milestone' });
    const { lost, doubled, disordered } = await peer.load('settle', count * subscribers, QUIET_MS);
    return [bound(`${whole(count)} milestones to ${whole(subscribers)}: lost, doubled, out of order`, lost + doubled + disordered, { most: 0, show: whole })];
  } finally {
    await peer.stop();
  }
}

const ALL: readonly PeerName[] = ['mindtube', 'ws', 'socket.io', 'crossws'];

export const fanout: Scenario = {
  name: 'fanout', about: 'as fast as the sockets drain, 1 task to 1 000 and 5 000 subscribers; nothing lost',
  run: async (options) => [
    ...(await compare({ tasks: 1, subscribers: 1000 }, ALL, { options, rate: 2, cpu: 0.5 })),
    ...(await compare({ tasks: 1, subscribers: 5000 }, ['mindtube', 'ws'], { options, rate: 2, cpu: 0.5 })),
    ...(await milestones(options)),
  ],
};

export const tasks: Scenario = {
  name: 'tasks', about: 'as fast as the sockets drain, 200 tasks to 5 subscribers each',
  run: (options) => compare({ tasks: 200, subscribers: 5 }, ALL, { options, rate: 1.5 }),
};
