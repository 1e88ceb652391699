// The load side, a process of its own: it opens connections, counts what arrives, and says how busy it was itself.
import { DIALECTS, type DialectName } from './dialects.ts';
import { Member, type Place } from './member.ts';
import { percentile } from './percentile.ts';
import { Tally, type Tallied } from './tally.ts';

export type Crowd = {
  port: number; dialect: DialectName; connections: number;
  /** Connection `i` follows `follows` tasks from the `i · follows`-th on, round and round. */
  tasks: readonly string[]; follows: number;
  /** Connections a second; 0: as fast as they come, a hundred at a time. */
  rate: number;
};
export type Opened = { opened: number; failed: number; p50_ms: number; p99_ms: number; took_ms: number };
export type Measured = Tallied & { busy: number; closes: Record<string, number> };
export type Churned = { cycles: number; took_ms: number; failed: number; busy: number };

/** What the bench may ask of this process. */
export type LoadCalls = {
  open(crowd: Crowd): Promise<Opened>;
  /** Counts from now on. */
  begin(strict: boolean): Promise<void>;
  /** Resolves when `expected` updates are here, or none came for `quiet_ms`. */
  settle(expected: number | null, quiet_ms: number): Promise<Measured>;
  /** The first so many members read no more. */
  stopReading(count: number): Promise<void>;
  /** Loops that connect, subscribe and leave, with or without a goodbye, side by side, for so long. The server listens on all addresses. */
  churn(crowd: Crowd, duration_ms: number, politely: boolean): Promise<Churned>;
  leave(): Promise<void>;
  /** Cuts every connection, as a network does. */
  cut(): Promise<void>;
  /** Waits until the server has sent everybody away; each comes back when it was told to, from its cursor on. */
  returnWhenSentAway(crowd: Crowd): Promise<Returned>;
  /** Everybody comes back at once, a few at a time, each task from its cursor on. */
  resume(crowd: Crowd): Promise<Opened & { reads: number }>;
};
export type Returned = { codes: Record<string, number>; told: number; returned: number; most_a_second: number; took_ms: number };

let members: Member[] = [];
let stopped = 0;
let tally = new Tally(false);
let since = { at: performance.now(), cpu: process.cpuUsage() };
let serial = 0;

const place = ({ port, dialect }: Crowd, host = '127.0.0.1'): Place => ({ host, port, dialect: DIALECTS[dialect], tally: () => tally });
/**
 * Linux takes the port of a connection that has ended after a second at the earliest, and half of its 28 000 with ease:
 * to one address nobody connects more than 14 000 times a second. Loopback has sixteen million addresses.
 */
const loopback = (index: number) => `127.0.0.${1 + (index % 16)}`;
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const followed = ({ tasks, follows }: Crowd, index: number) => Array.from({ length: follows }, (_, step) => tasks[(index * follows + step) % tasks.length] ?? '');

function busy(): number {
  const { user, system } = process.cpuUsage(since.cpu);
  return (user + system) / 1000 / (performance.now() - since.at);
}

async function open(crowd: Crowd): Promise<Opened> {
  const started = performance.now();
  const times: number[] = [];
  let failed = 0;
  const one = async (index: number) => {
    const from = performance.now();
    const member = await Member.join(place(crowd), { client_id: `b${process.pid}-${serial++}`, task_ids: followed(crowd, index) }).catch(() => null);
    if (member) members.push(member);
    else failed += 1;
    times.push(performance.now() - from);
  };
  const running: Promise<void>[] = [];
  for (let index = 0; index < crowd.connections; index++) {
    if (crowd.rate > 0) {
      const wait = started + (index * 1000) / crowd.rate - performance.now();
      if (wait > 0) await pause(wait);
    } else if (running.length % 100 === 99) await Promise.all(running);
    running.push(one(index));
  }
  await Promise.all(running);
  return { opened: crowd.connections - failed, failed, p50_ms: percentile(times, 0.5), p99_ms: percentile(times, 0.99), took_ms: performance.now() - started };
}

async function settle(expected: number | null, quiet_ms: number): Promise<Measured> {
  for (let quiet = 0, last = -1; quiet < quiet_ms && (expected === null || tally.delivered < expected); quiet += 20) {
    if (tally.delivered !== last) [quiet, last] = [0, tally.delivered];
    await pause(20);
  }
  const closes: Record<string, number> = {};
  for (const { closeCode } of members) if (closeCode !== null) closes[closeCode] = (closes[closeCode] ?? 0) + 1;
  return { ...tally.result(expected), busy: busy(), closes };
}

async function churn(crowd: Crowd, duration_ms: number, politely: boolean): Promise<Churned> {
  since = { at: performance.now(), cpu: process.cpuUsage() };
  let [cycles, failed] = [0, 0];
  const loop = async (index: number) => {
    while (performance.now() - since.at < duration_ms) {
      const member = await Member.join(place(crowd, loopback(serial)), { client_id: `c${process.pid}-${serial++}`, task_ids: followed(crowd, index) }).catch(() => null);
      member?.leave(politely);
      if (member) cycles += 1;
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: crowd.connections }, (_, index) => loop(index)));
  return { cycles, failed, took_ms: performance.now() - since.at, busy: busy() };
}

/** Back, each of its tasks after the newest milestone that it has. Under a new id: an old one would be given snapshots as well (rule C3). */
async function again(crowd: Crowd, before: Member): Promise<Member> {
  const { task_ids, cursors } = before;
  const member = await Member.join(place(crowd), { client_id: `r${process.pid}-${serial++}`, task_ids, cursors });
  members[members.indexOf(before)] = member;
  return member;
}

async function resume(crowd: Crowd): Promise<Opened & { reads: number }> {
  const started = performance.now();
  const times: number[] = [];
  const reads: number[] = [];
  for (let index = 0; index < members.length; index += 20) {
    await Promise.all(members.slice(index, index + 20).map(async (member) => {
      const from = performance.now();
      reads.push((await again(crowd, member)).reads);
      times.push(performance.now() - from);
    }));
  }
  return { opened: members.length, failed: 0, p50_ms: percentile(times, 0.5), p99_ms: percentile(times, 0.99), took_ms: performance.now() - started, reads: Math.max(...reads) };
}

async function returnWhenSentAway(crowd: Crowd): Promise<Returned> {
  const codes: Record<string, number> = {};
  const arrivals: number[] = [];
  const started = performance.now();
  await Promise.all(members.map(async (member) => {
    await member.ended;
    codes[member.closeCode ?? 0] = (codes[member.closeCode ?? 0] ?? 0) + 1;
    await pause(Math.max(0, (member.returnAt ?? 0) - performance.now()));
    // A server that is still starting refuses: another try within a second, as a client's backoff has it.
    for (let tries = 0; tries < 60; tries++) {
      const back = await again(crowd, member).then(() => true, () => false);
      if (back) return void arrivals.push(performance.now());
      await pause(Math.random() * 1000);
    }
  }));
  const seconds = new Map<number, number>();
  for (const at of arrivals) seconds.set(Math.floor((at - started) / 1000), (seconds.get(Math.floor((at - started) / 1000)) ?? 0) + 1);
  return { codes, told: members.length, returned: members.filter(({ closeCode }) => closeCode === null).length, most_a_second: Math.max(...seconds.values()), took_ms: performance.now() - started };
}

const calls: LoadCalls = {
  open, settle, churn,
  async begin(strict) {
    tally = new Tally(strict);
    since = { at: performance.now(), cpu: process.cpuUsage() };
  },
  async stopReading(count) {
    for (const member of members.slice(stopped, stopped + count)) member.pause();
    stopped += count;
  },
  resume, returnWhenSentAway,
  async cut() {
    for (const member of members) member.leave();
    await Promise.all(members.map(({ ended }) => ended));
  },
  async leave() {
    for (const member of members) member.leave();
    await Promise.all(members.map(({ ended }) => ended));
    [members, stopped] = [[], 0];
  },
};

type Request = { id: number; name: keyof LoadCalls; args: unknown[] };

process.on('message', ({ id, name, args }: Request) => {
  const call = calls[name] as (...given: unknown[]) => Promise<unknown>;
  call(...args).then((value) => process.send?.({ id, value }), (error: unknown) => process.send?.({ id, error: String(error) }));
});
process.on('disconnect', () => process.exit(0));
