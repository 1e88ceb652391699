import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStorage } from './storage.ts';

let directory = '';
beforeEach(async () => void (directory = await mkdtemp(path.join(tmpdir(), 'mindtube-storage-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Files that this process has open; none where the system does not tell. */
const open = async () => (await readdir('/proc/self/fd').catch(() => [])).length;

describe('bytes of an upload', () => {
  it('are opened only when somebody reads them', async () => {
    const storage = createStorage(directory);
    await writeFile(path.join(directory, 'a'), 'abcdef');
    const before = await open();
    const reads = Array.from({ length: 20 }, () => storage.read('a', 1, 4));
    await Promise.all(reads.map(() => storage.facts('a')));
    expect(await open()).toBe(before);
    expect(await new Response(reads[0] as BodyInit).text()).toBe('bcd');
  });

  it('are let go where the reader leaves in the middle', async () => {
    const storage = createStorage(directory);
    await writeFile(path.join(directory, 'a'), Buffer.alloc(1_000_000, 1));
    const before = await open();
    const reader = storage.read('a', 0, 1_000_000).getReader();
    await reader.read();
    await reader.cancel();
    await expect.poll(open).toBe(before);
  });
});
