import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { isRunning } from '#lib/platform/process-mark.ts';

const NAME = 'mindtube-sound-';
/** What of a machine's name fits into a file's. */
const machine = (): string => hostname().replace(/[^\w]+/g, '_') || 'here';

/** A folder for the slices of one recording, by whose name they are found again if this process is killed. */
export function makeSoundFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), `${NAME}${machine()}-${process.pid}-`));
}

/** Removes what processes of this machine left that are no more. @returns how many folders went */
export async function removeLeftSound(): Promise<number> {
  const mine = `${NAME}${machine()}-`;
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(mine));
  const gone = await Promise.all(names.map(async (name) => {
    const folder = path.join(tmpdir(), name);
    if (await isInUse(folder, Number(name.slice(mine.length).split('-')[0]))) return 0;
    await rm(folder, { recursive: true, force: true });
    return 1;
  }));
  return gone.reduce<number>((sum, one) => sum + one, 0);
}

/** In a container every start may have the same number: what is older than this process is an earlier one's. */
async function isInUse(folder: string, pid: number): Promise<boolean> {
  if (pid !== process.pid) return isRunning(pid);
  const made = await stat(folder).then(({ birthtimeMs, ctimeMs }) => birthtimeMs || ctimeMs, () => 0);
  return made >= Date.now() - process.uptime() * 1000;
}
