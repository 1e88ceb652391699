import { access, mkdir, rename } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * A file that is made once a machine, by whoever wants it first.
 * @param folder within the system's temporary one
 * @param make writes it to this path, which tells its kind too
 * @returns its path
 */
export async function madeOnce(folder: string, name: string, make: (unfinished: string) => Promise<unknown>): Promise<string> {
  const directory = path.join(os.tmpdir(), folder);
  const file = path.join(directory, name);
  try {
    await access(file);
  } catch {
    await mkdir(directory, { recursive: true });
    const unfinished = path.join(directory, `${process.pid}-${name}`);
    await make(unfinished);
    await rename(unfinished, file);
  }
  return file;
}
