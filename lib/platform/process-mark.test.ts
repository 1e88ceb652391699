import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { hasEnded, PROCESS_MARK } from './process-mark.ts';

/** The mark of another process, which prints it and waits. */
async function other() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `
    const { PROCESS_MARK } = await import(${JSON.stringify(import.meta.resolve('./process-mark.ts'))});
    console.log(PROCESS_MARK);
    setInterval(() => undefined, 1_000);
  `], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, mark: chunk.toString().trim() };
}

// Where the system tells enough: elsewhere every process counts as running.
describe.runIf(process.platform === 'linux')('the mark of a process', () => {
  it('tells that it has ended, once it has', async () => {
    const { child, mark } = await other();
    expect(hasEnded(mark)).toBe(false);
    child.kill('SIGSTOP');
    expect(hasEnded(mark)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(hasEnded(mark)).toBe(true);
  });

  it('tells an earlier process of the same number from this one', () => {
    const [namespace, pid, start] = PROCESS_MARK?.split('~') ?? [];
    expect(hasEnded(`${namespace}~${pid}~${start}`)).toBe(false);
    expect(hasEnded(`${namespace}~${pid}~${Number(start) - 1}`)).toBe(true);
  });

  it('tells nothing of processes of other machines, and of what is no mark', () => {
    const [, pid] = PROCESS_MARK?.split('~') ?? [];
    for (const mark of [`another-boot.1~${pid}~1`, '', 'gone', '~~', `~${pid}~1`]) expect(hasEnded(mark)).toBe(false);
  });
});
