import { Peer, PEERS, type PeerName } from '../peer.ts';
import { bound, limitedBy, median, ms, ROUND_MS, shortRounds, times, whole, type Finding, type Options, type Scenario } from '../report.ts';

const PAD = 20;
const QUIET_MS = 1000;
/** Deliveries that are not measured. */
const WARMING = 200_000;

type Shape = { tasks: number; subscribers: number; rate: number };
type Round = { p99: number; cpu_us: number; busy: number };

/** What "no worse" allows: single differences below this are noise. */
const NOISE = 1.3;

async function round(peer: Peer, { tasks, subscribers, rate }: Shape, duration_ms: number): Promise<Round> {
  const ids = Array.from({ length: tasks }, (_, index) => `t${index}`);
  await peer.load('begin', false);
  const before = peer.cpu();
  const { emitted } = await peer.emit({ tasks: ids, rate, duration_ms, pad: PAD });
  const { delivered, p99_ms, busy } = await peer.load('settle', emitted * subscribers, QUIET_MS);
  return { p99: p99_ms, cpu_us: ((peer.cpu() - before) * 1000) / Math.max(1, delivered), busy };
}

/** At a few messages a second the engine takes minutes to compile what is hot, on the core that the load needs; after a burst it has. */
async function warmUp(peer: Peer, tasks: readonly string[], { subscribers }: Shape): Promise<void> {
  await peer.load('begin', false);
  await peer.emit({ tasks, rate: 0, count: Math.ceil(WARMING / subscribers), pad: PAD });
  await peer.load('settle', null, QUIET_MS);
}

async function compare(shape: Shape, options: Options, names: readonly PeerName[] = ['mindtube', 'ws']): Promise<Finding[]> {
  const peers: Peer[] = [];
  for (const name of names) peers.push(await Peer.start(name));
  try {
    const found = new Map<PeerName, Round[]>(names.map((name) => [name, []]));
    const ids = Array.from({ length: shape.tasks }, (_, index) => `t${index}`);
    for (const peer of peers) {
      await peer.open({ port: peer.port, dialect: peer.dialect, connections: shape.tasks * shape.subscribers, tasks: ids, follows: 1, rate: 0 });
      await warmUp(peer, ids, shape);
    }
    for (const { index, counts } of shortRounds(names.length, options)) {
      const one = await round(peers[index] as Peer, shape, ROUND_MS);
      if (counts) found.get(names[index] as PeerName)?.push(one);
    }
    return report(shape, names, found);
  } finally {
    for (const peer of peers) await peer.stop();
  }
}

function report({ tasks, subscribers, rate }: Shape, names: readonly PeerName[], found: ReadonlyMap<PeerName, Round[]>): Finding[] {
  const at = (name: PeerName, pick: (round: Round) => number) => median((found.get(name) ?? []).map(pick));
  const label = `${rate}/s to ${tasks > 1 ? `${tasks} tasks × ${subscribers}` : whole(subscribers)}`;
  return [
    ...names.map((name) => ({ what: `${label}, ${PEERS[name].name}`, value: `p99 ${ms(at(name, (one) => one.p99))}, ${at(name, (one) => one.cpu_us).toFixed(2)} µs` })),
    bound(`${label}: p99 against plain ws`, at('mindtube', (one) => one.p99) / at('ws', (one) => one.p99), { most: NOISE, show: times }),
    bound(`${label}: CPU a delivery against plain ws`, at('mindtube', (one) => one.cpu_us) / at('ws', (one) => one.cpu_us), { most: NOISE, show: times }),
    ...limitedBy(Object.fromEntries(names.map((name) => [PEERS[name].name, at(name, (one) => one.busy)]))),
  ];
}

export const paced: Scenario = {
  name: 'paced', about: 'at a steady pace: 10/s to 1 000, 2/s to 10 000, 200 tasks × 5 at 5/s',
  run: async (options) => [
    ...(await compare({ tasks: 1, subscribers: 1000, rate: 10 }, options, ['mindtube', 'ws', 'socket.io', 'crossws'])),
    ...(await compare({ tasks: 1, subscribers: 10_000, rate: 2 }, options)),
    ...(await compare({ tasks: 200, subscribers: 5, rate: 5 }, options)),
  ],
};
