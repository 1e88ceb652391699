import { expect, it } from 'vitest';
import { within } from './within.ts';

const open = new AbortController().signal;
const endless = (signal: AbortSignal) => new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

it('ends what is too slow, and says so', async () => {
  await expect(within(1, open, endless)).rejects.toMatchObject({ code: 'source_unreachable' });
});

it('who gives up hears his own reason', async () => {
  const patience = new AbortController();
  const run = within(60_000, patience.signal, endless);
  patience.abort(new Error('enough'));
  await expect(run).rejects.toThrow('enough');
});

it('where one read of several has failed, the others stop', async () => {
  let other: AbortSignal | undefined;
  const run = within(60_000, open, (signal) => {
    other = signal;
    return Promise.all([endless(signal), Promise.reject(new Error('gone'))]);
  });
  await expect(run).rejects.toThrow('gone');
  expect(other?.aborted).toBe(true);
});
