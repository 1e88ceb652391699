import { afterAll, describe, expect, it } from 'vitest';
import { tlsFront } from '#lib/testing/tls-front.ts';
import { wireWorld } from '#lib/testing/wire-world.ts';
import { quickChecks } from './all-checks.ts';
import { RawSocket } from './raw-socket.ts';
import { Target } from './target.ts';

const world = await wireWorld();
const front = await tlsFront(Number(world.url.port));
const target = new Target({ base: front.url, token: null, pid: null, media: null });
afterAll(async () => {
  await front.close();
  await world.close();
});

describe('a server behind TLS is held to the same rules', () => {
  // The others are held against the built app by the browser tests.
  for (const check of quickChecks) it(`[${check.rule}] ${check.title}`, () => check.run(target));

  it('is not spoken to where its certificate is another’s', async () => {
    const other = new RawSocket(new URL(`https://127.0.0.1:${front.url.port}`));
    await expect(other.upgrade('/ws/x', {})).rejects.toThrow('the connection ended');
  });
});
