// Unpaced fan-out of ticks to many subscribers of one task, against plain `ws` rooms in the same run.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Crowd } from './crowd.ts';

const SUBSCRIBERS = Number(process.argv[2] ?? 1000);
const UPDATES = Math.max(100, Math.floor(400_000 / SUBSCRIBERS));
const REPEATS = 5;

type Peer = { name: string; file: string; target: string; rates: number[]; cpu: number[]; child?: ChildProcess; port: number; task_id: string; crowd: Crowd };

const peers: Peer[] = [
  { name: 'MindTube', file: 'server.ts', target: '/emit', rates: [], cpu: [], port: 0, task_id: 't0', crowd: new Crowd() },
  { name: 'plain ws', file: 'peers/rooms.ts', target: '/', rates: [], cpu: [], port: 0, task_id: 't0', crowd: new Crowd() },
];

async function start(peer: Peer): Promise<void> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, peer.file)], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LOG_LEVEL: 'silent' } });
  peer.child = child;
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  Object.assign(peer, JSON.parse(line.toString()));
  await peer.crowd.gather(peer.port, SUBSCRIBERS, peer.task_id);
}

async function measure(peer: Peer): Promise<void> {
  const before = peer.crowd.delivered;
  const started = performance.now();
  const { cpu_ms } = (await (await fetch(`http://127.0.0.1:${peer.port}${peer.target}?count=${UPDATES}`)).json()) as { cpu_ms: number };
  for (let last = -1; last !== peer.crowd.delivered; await new Promise((resolve) => setTimeout(resolve, 100))) last = peer.crowd.delivered;
  const delivered = peer.crowd.delivered - before;
  peer.rates.push(delivered / ((performance.now() - started - 100) / 1000));
  peer.cpu.push((cpu_ms * 1000) / Math.max(1, delivered));
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

for (const peer of peers) await start(peer);
for (let repeat = 0; repeat < REPEATS; repeat++) for (const peer of peers) await measure(peer);
for (const peer of peers) console.log(`${peer.name.padEnd(10)} ${Math.round(median(peer.rates)).toLocaleString('en')} deliveries/s, ${median(peer.cpu).toFixed(2)} µs of server CPU a delivery`);
const [ours, plain] = peers.map(({ rates, cpu }) => ({ rate: median(rates), cpu: median(cpu) }));
if (ours && plain) console.log(`ratio to plain ws at ${SUBSCRIBERS} subscribers, medians of ${REPEATS}: ${(ours.rate / plain.rate).toFixed(2)} × deliveries/s, ${(ours.cpu / plain.cpu).toFixed(2)} × CPU a delivery`);
for (const peer of peers) {
  peer.crowd.leave();
  peer.child?.kill('SIGTERM');
}
