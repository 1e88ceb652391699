// The thread that watches over a reader's process: what a file made to hurt holds up is the other thread alone.
import { workerData } from 'node:worker_threads';

export type Watched = {
  /** One number, raised with each step of the work. */
  step: Int32Array;
  /** Processor time that one step may take. Milliseconds. */
  cpu_ms: number;
  /** Memory of the whole process. Bytes. */
  rss: number;
};

const LOOK_MS = 50;
const { step, cpu_ms, rss } = workerData as Watched;
const parent = process.ppid;
let seen = 0;
let used_before = 0;

/** Processor time and not the clock's: a machine that is busy, asleep or stopped makes no file a bad one. */
function look(): void {
  const now = Atomics.load(step, 0);
  const { user, system } = process.cpuUsage();
  const used = (user + system) / 1000;
  if (now !== seen) [seen, used_before] = [now, used];
  // Whoever asked may be gone without a word; a process that computes hears nothing of it.
  if (process.ppid !== parent || used - used_before > cpu_ms || process.memoryUsage.rss() > rss) process.kill(process.pid, 'SIGKILL');
}

setInterval(look, LOOK_MS);
