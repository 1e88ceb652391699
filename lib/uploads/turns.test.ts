import { expect, it } from 'vitest';
import { inTurn } from './turns.ts';

it('fifty looks of one person go two at a time, and another person waits for no more than one of them', async () => {
  const begun: { name: string; end(): void }[] = [];
  let going = 0;
  let most = 0;
  const look = (name: string) => inTurn(name, async () => {
    most = Math.max(most, ++going);
    await new Promise<void>((resolve) => begun.push({ name, end: resolve }));
    going -= 1;
  });
  const all = [...Array.from({ length: 50 }, () => look('many')), look('one')];
  await expect.poll(() => begun.length).toBe(2);
  begun.shift()?.end();
  await expect.poll(() => begun.map(({ name }) => name)).toEqual(['many', 'one']);
  for (let left = 50; left > 0; left--) {
    await expect.poll(() => begun.length).toBeGreaterThan(0);
    begun.shift()?.end();
  }
  await Promise.all(all);
  expect(most).toBe(2);
});

it('a look that fails lets the next one go', async () => {
  const failing = Array.from({ length: 4 }, () => inTurn('one', () => Promise.reject(new Error('broken'))));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
  expect(await inTurn('one', async () => 'gone well')).toBe('gone well');
});
