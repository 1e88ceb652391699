import { createClient } from '@redis/client';
import pg from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { log } from '#lib/platform/log.ts';
import { localBell } from './bell-local.ts';
import { decodeRing } from './bell-message.ts';
import { postgresBell } from './bell-postgres.ts';
import { redisBell } from './bell-redis.ts';
import { bellContract, remoteBellContract } from './bell.contract.ts';
import { nodesContract } from './nodes.contract.ts';

const { DATABASE_URL, TEST_REDIS_URL } = process.env;

bellContract('one process', localBell);

if (DATABASE_URL?.startsWith('postgres')) {
  remoteBellContract('Postgres', {
    open: (channel) => postgresBell(DATABASE_URL, channel),
    async cut() {
      const client = new pg.Client({ connectionString: DATABASE_URL });
      await client.connect();
      await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mindtube bell'`);
      await client.end();
    },
  });
  nodesContract('Postgres', postgresBell);
}

if (TEST_REDIS_URL !== undefined) {
  remoteBellContract('Redis', {
    open: (channel) => redisBell(TEST_REDIS_URL, channel),
    async cut() {
      const client = await createClient({ url: TEST_REDIS_URL }).connect();
      await client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'pubsub']);
      await client.close();
    },
  });
  nodesContract('Redis', () => redisBell(TEST_REDIS_URL, `nodes-${process.pid}`));
}

describe('a bell whose server is not there', () => {
  it.each([
    ['Postgres', () => postgresBell('postgresql://nobody@127.0.0.1:1/none')],
    ['Redis', () => redisBell('redis://127.0.0.1:1')],
  ])('is heard at home, and ends when it is told to: %s', async (_name, open) => {
    const { level } = log;
    log.level = 'silent';
    const bell = open();
    const heard = vi.fn();
    bell.onRing(heard);
    bell.ring({ kind: 'queue' });
    expect(heard).toHaveBeenCalledOnce();
    expect(bell.reach()).toBe('cut_off');
    await bell.close();
    log.level = level;
  });
});

describe('what comes from another node', () => {
  it.each(['', 'x', 'other\n', 'other\n{"kind":"milestone"}', 'other\n{"kind":"tick","task_id":"t1","attempt":1,"draft":{"type":"watchers"}}', 'other\n{"kind":"of a later version"}', 'other\n{"kind":"missed"}'])(
    'is passed over where it is not understood: %j', (text) => expect(decodeRing(text, { node: 'me' })).toBeNull(),
  );
});
