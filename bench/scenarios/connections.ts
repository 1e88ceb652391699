import { Peer, PEERS, type PeerName } from '../peer.ts';
import { bound, limitedBy, median, ms, ROUND_MS, shortRounds, times, whole, type Finding, type Options, type Scenario } from '../report.ts';

const NAMES = ['mindtube', 'ws'] as const satisfies PeerName[];

/** 10 000 at 2 000 a second, each authenticated and subscribed, with its snapshot. A fresh server each time: memory does not shrink. */
async function arrivals({ quick, repeats }: Options): Promise<Finding[]> {
  const connections = quick ? 3000 : 10_000;
  const found: Record<(typeof NAMES)[number], { failed: number; p99: number; memory: number; busy: number }[]> = { mindtube: [], ws: [] };
  for (let round = 0; round < (quick ? 1 : repeats); round++) {
    for (const name of NAMES) {
      const peer = await Peer.start(name);
      try {
        await peer.open({ port: peer.port, dialect: peer.dialect, connections: 50, tasks: ['t0'], follows: 1, rate: 0 });
        const before = peer.memory();
        await peer.load('begin', false);
        const { failed, p99_ms } = await peer.load('open', { port: peer.port, dialect: peer.dialect, connections, tasks: ['t0'], follows: 1, rate: 2000 });
        const { busy } = await peer.load('settle', null, 500);
        found[name].push({ failed, p99: p99_ms, memory: (peer.memory() - before) / connections, busy });
      } finally {
        await peer.stop();
      }
    }
  }
  const at = (name: (typeof NAMES)[number], pick: (one: { failed: number; p99: number; memory: number; busy: number }) => number) => median(found[name].map(pick));
  return [
    ...NAMES.map((name) => ({ what: `${whole(connections)} connections at 2 000/s, ${PEERS[name].name}`, value: `p99 ${ms(at(name, (one) => one.p99))}, ${(at(name, (one) => one.memory) / 1024).toFixed(1)} KiB each` })),
    bound('connections that failed', Math.max(...found.mindtube.map(({ failed }) => failed)), { most: 0, show: whole }),
    bound('p99 from connect to subscribed', at('mindtube', (one) => one.p99), { most: 100, show: ms }),
    bound('memory a connection against plain ws', at('mindtube', (one) => one.memory) / at('ws', (one) => one.memory), { most: 1.5, show: times }),
    ...limitedBy(Object.fromEntries(NAMES.map((name) => [PEERS[name].name, at(name, (one) => one.busy)]))),
  ];
}

export const connections: Scenario = { name: 'connections', about: '10 000 connections at 2 000/s, each authenticated and subscribed with a snapshot; memory', run: arrivals };

const CHURNED = ['mindtube', 'ws', 'ws-state'] as const satisfies PeerName[];

/** 64 loops that connect, subscribe and leave: as a network cuts, and with the goodbye of a browser. */
export const churn: Scenario = {
  name: 'churn', about: '64 loops of connect, subscribe, leave',
  async run(options) {
    const peers: Peer[] = [];
    for (const name of CHURNED) peers.push(await Peer.start(name, { LISTEN: '0.0.0.0' }));
    try {
      return [...(await cycles(peers, options, false)), ...(await cycles(peers, options, true))];
    } finally {
      for (const peer of peers) await peer.stop();
    }
  },
};

async function cycles(peers: readonly Peer[], options: Options, politely: boolean): Promise<Finding[]> {
  const rates: number[][] = peers.map(() => []);
  const busy: number[][] = peers.map(() => []);
  for (const { index, counts } of shortRounds(peers.length, options)) {
    const peer = peers[index] as Peer;
    const churned = await peer.load('churn', { port: peer.port, dialect: peer.dialect, connections: 64, tasks: ['t0', 't1', 't2', 't3'], follows: 1, rate: 0 }, ROUND_MS, politely);
    if (!counts) continue;
    rates[index]?.push(churned.cycles / (churned.took_ms / 1000));
    busy[index]?.push(churned.busy);
  }
  const [ours = NaN, bare = NaN, giving = NaN] = rates.map(median);
  const what = `cycles/s${politely ? ' with a goodbye' : ''}`;
  return [
    ...peers.map(({ name }, index) => ({ what: `${what}, ${name}`, value: `${whole(median(rates[index] ?? []))}/s` })),
    bound(`${what} against plain ws`, ours / bare, { least: 1, show: times }),
    bound(`${what} against plain ws giving the state`, ours / giving, { least: 1, show: times }),
    ...limitedBy(Object.fromEntries(peers.map(({ name }, index) => [name, median(busy[index] ?? [])]))),
  ];
}
