import { encode } from 'next-auth/jwt';
import { describe, expect, it } from 'vitest';
import { zTaskList } from '#lib/protocol/http.ts';
import { apiWorld, ask, SECRET, submit, VIDEO } from '#lib/testing/api-world.ts';
import { expectProblem, person } from '#lib/testing/route-calls.ts';
import * as accounts from './v1/accounts/route.ts';
import * as cancel from './v1/tasks/[id]/cancel/route.ts';
import * as result from './v1/tasks/[id]/result/route.ts';
import * as retry from './v1/tasks/[id]/retry/route.ts';
import * as task from './v1/tasks/[id]/route.ts';
import * as tasks from './v1/tasks/route.ts';

const world = apiWorld({ AUTH_MODE: 'accounts', LIMIT_COMMANDS: '5' });

describe('in accounts mode', () => {
  it('[A1] none, bad and expired credentials are 401', async () => {
    await expectProblem(ask(tasks, 'GET'), 401, 'unauthorized');
    await expectProblem(ask(tasks, 'GET', { headers: { authorization: 'Bearer mt_wrong' } }), 401, 'unauthorized');
    await expectProblem(ask(tasks, 'GET', { headers: { cookie: `next-auth.session-token=${await encode({ token: { sid: 'gone' }, secret: SECRET })}` } }), 401, 'unauthorized');
    expect((await ask(tasks, 'GET')).headers.get('www-authenticate')).toBe('Bearer');
  });

  it('[A4] another’s task looks exactly like one that does not exist', async () => {
    const [ada, eve] = [await person(world.db, 'ada@example.org'), await person(world.db, 'eve@example.org')];
    const { id } = await submit('https://example.org/ada', ada);
    for (const [route, method] of [[task, 'GET'], [result, 'GET'], [cancel, 'POST'], [retry, 'POST']] as const) {
      const [theirs, missing] = [await ask(route, method, { id, headers: eve }), await ask(route, method, { id: 'missing', headers: ada })];
      expect(theirs.status).toBe(404);
      expect(await theirs.json()).toEqual(await missing.json());
    }
    expect(zTaskList.parse(await (await ask(tasks, 'GET', { headers: eve })).json()).items).toEqual([]);
    expect((await ask(task, 'GET', { id, headers: ada })).status).toBe(200);
  });

  it('[L1] calls that change something are limited by identity, with the time to wait; reading goes on', async () => {
    const [bob, kim] = [await person(world.db, 'bob@example.org'), await person(world.db, 'kim@example.org')];
    for (let n = 0; n < 5; n++) expect((await ask(tasks, 'POST', { body: { url: `https://example.org/bob/${n}` }, headers: bob })).status).toBe(201);
    const response = await ask(tasks, 'POST', { body: { url: VIDEO }, headers: bob });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectProblem(response, 429, 'rate_limited');
    expect((await ask(tasks, 'GET', { headers: bob })).status).toBe(200);
    expect((await ask(tasks, 'POST', { body: { url: VIDEO }, headers: kim })).status).toBe(201);
  });

  it('an account is made once', async () => {
    const body = { email: 'new@example.org', password: 'long enough' };
    const response = await ask(accounts, 'POST', { body });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ id: expect.any(String), email: 'new@example.org', role: 'admin' });
    await expectProblem(ask(accounts, 'POST', { body }), 409, 'conflict');
    await expectProblem(ask(accounts, 'POST', { body: { ...body, password: 'short' } }), 400, 'bad_message');
  });
});
