import { describe, expect, it } from 'vitest';
import { zShareLink } from '#lib/protocol/http.ts';
import type { Ring } from '#lib/tasks/bell.ts';
import { apiWorld, ask, submit, viewOf } from '#lib/testing/api-world.ts';
import { expectProblem } from '#lib/testing/route-calls.ts';
import * as cancel from './v1/tasks/[id]/cancel/route.ts';
import * as result from './v1/tasks/[id]/result/route.ts';
import * as share from './v1/tasks/[id]/share/route.ts';
import * as task from './v1/tasks/[id]/route.ts';
import * as tasks from './v1/tasks/route.ts';

const rings: Ring[] = [];
apiWorld().bell.onRing((ring) => rings.push(ring));

describe('share links', () => {
  it('[A1] open view and result of one task, read only, under the caller’s own origin', async () => {
    const [{ id }, other] = [await submit('https://example.org/shared'), await submit('https://example.org/private')];
    const made = await ask(share, 'POST', { id, body: { expires_in: 60 }, headers: { 'x-forwarded-host': 'evil.example' } });
    expect(made.status).toBe(201);
    const link = zShareLink.parse(await made.json());
    expect(link.url).toBe(`http://127.0.0.1:3000/s/${link.token}`);
    expect(Date.parse(link.expires_at ?? '') - Date.now()).toBeGreaterThan(50_000);
    const query = `?token=${link.token}`;
    expect((await viewOf(await ask(task, 'GET', { id, query }))).id).toBe(id);
    await expectProblem(ask(result, 'GET', { id, query }), 409, 'conflict');
    await expectProblem(ask(task, 'GET', { id: other.id, query }), 404, 'task_not_found');
    for (const [route, method] of [[cancel, 'POST'], [task, 'DELETE'], [share, 'POST'], [tasks, 'GET']] as const) {
      await expectProblem(ask(route, method, { id, query }), 403, 'forbidden');
    }
  });

  it('[A5] are all gone after DELETE, and the bell says so', async () => {
    const { id } = await submit('https://example.org/revoked');
    const made = zShareLink.parse(await (await ask(share, 'POST', { id })).json());
    expect(made.expires_at).toBeNull();
    rings.length = 0;
    const response = await ask(share, 'DELETE', { id });
    expect(response.status).toBe(204);
    expect(rings).toEqual([{ kind: 'revoked', credential_id: expect.any(String) }]);
    await expectProblem(ask(task, 'GET', { id, query: `?token=${made.token}` }), 401, 'unauthorized');
  });

  it('refuse a life that makes no sense', async () => {
    const { id } = await submit('https://example.org/short');
    for (const expires_in of [0, -1, 1.5, 'soon']) await expectProblem(ask(share, 'POST', { id, body: { expires_in } }), 400, 'bad_message');
  });
});
