import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What was heard in slices, so that a retry does not ask for them again. */
export type SliceStore = {
  load(key: readonly unknown[]): Promise<unknown>;
  save(key: readonly unknown[], heard: unknown): Promise<void>;
};

/** Slices of some hundred hours. */
const MOST_FILES = 5000;

/** One JSON file a slice in a directory of its own; the oldest make room. */
export function createSliceStore(directory: string, mostFiles = MOST_FILES): SliceStore {
  const fileOf = (key: readonly unknown[]) => path.join(directory, `${createHash('sha256').update(JSON.stringify(key)).digest('hex')}.json`);
  let saved = 0;
  return {
    async load(key) {
      try {
        return JSON.parse(await readFile(fileOf(key), 'utf8')) as unknown;
      } catch {
        return undefined;
      }
    },
    async save(key, heard) {
      await mkdir(directory, { recursive: true });
      const file = fileOf(key);
      await writeFile(`${file}.part`, JSON.stringify(heard));
      await rename(`${file}.part`, file);
      if (saved++ % 100 === 0) await makeRoom(directory, mostFiles);
    },
  };
}

async function makeRoom(directory: string, mostFiles: number): Promise<void> {
  const names = await readdir(directory);
  if (names.length <= mostFiles) return;
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(path.join(directory, name))).mtimeMs })));
  const oldest = files.toSorted((a, b) => a.at - b.at).slice(0, files.length - mostFiles);
  await Promise.all(oldest.map(({ name }) => rm(path.join(directory, name), { force: true })));
}
