import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeSoundFolder, removeLeftSound } from './sound-folder.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mindtube-left-'));
  vi.stubEnv('TMPDIR', directory);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
});

const exists = (folder: string) => access(folder).then(() => true, () => false);
/** The folder that a process of this number would have made. */
const folderOf = async (pid: number, machine = hostname().replace(/[^\w]+/g, '_')) => {
  const folder = path.join(directory, `mindtube-sound-${machine}-${pid}-abc`);
  await mkdir(folder);
  await writeFile(path.join(folder, 'slice.m4a'), 'sound');
  return folder;
};

describe('the folder of a recording’s slices', () => {
  it('goes at the next start where its process is no more, with what is in it', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const left = await folderOf(child.pid ?? 0);
    expect(await removeLeftSound()).toBe(1);
    expect(await exists(left)).toBe(false);
  });

  it('stays while its process runs, this one or another, and where it is another machine’s or of another kind', async () => {
    const kept = [await makeSoundFolder(), await folderOf(process.ppid), await folderOf(1e9, 'elsewhere'), path.join(directory, 'mindtube-film-x')];
    await mkdir(kept[3] ?? '');
    expect(await removeLeftSound()).toBe(0);
    expect(await Promise.all(kept.map(exists))).toEqual([true, true, true, true]);
  });

  it('goes where an earlier process had this one’s number, as in containers', async () => {
    const left = await folderOf(process.pid);
    vi.spyOn(process, 'uptime').mockReturnValue(-60);
    expect(await removeLeftSound()).toBe(1);
    expect(await exists(left)).toBe(false);
  });
});
