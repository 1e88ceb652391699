import { readFileSync, readlinkSync } from 'node:fs';

/** The parts of a mark, which no other process has, on no other machine and at no other time. */
const SEPARATOR = '~';

/** This process, by which another one can see that it has ended; null where the system does not tell enough. */
export const PROCESS_MARK = markOf();

/** Whether a process has ended, for certain: one that this process cannot see, in another container say, counts as running. */
export function hasEnded(mark: string): boolean {
  const [theirs, pid, start] = mark.split(SEPARATOR);
  const [mine] = PROCESS_MARK?.split(SEPARATOR) ?? [];
  if (mine === undefined || theirs !== mine || start === undefined) return false;
  if (!isRunning(Number(pid))) return true;
  try {
    return startOf(Number(pid)) !== start;
  } catch {
    return false;
  }
}

/** Whether a process of this number runs here, whoever's it is. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

function markOf(): string | null {
  try {
    return [namespace(), process.pid, startOf(process.pid)].join(SEPARATOR);
  } catch {
    return null;
  }
}

/** Within which process numbers mean the same: since this start of the machine, in this container. */
function namespace(): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}.${readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')}`;
}

/** When a process started, in ticks since the machine did (proc(5), field 22). */
function startOf(pid: number): string {
  // The name before it may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const start = fields[19];
  if (start === undefined) throw new Error(`no start in /proc/${pid}/stat`);
  return start;
}
