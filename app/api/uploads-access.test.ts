import { describe, expect, it } from 'vitest';
import { zShareLink } from '#lib/protocol/http.ts';
import { expectProblem, person } from '#lib/testing/route-calls.ts';
import { MAX, uploadWorld } from '#lib/testing/upload-world.ts';

const world = uploadWorld({ AUTH_MODE: 'accounts', LIMIT_UPLOAD_BYTES: String(MAX) });
const { begin, begun, call, play, send, sent, submit, submitted, viewOf } = world;

describe('people’s files in accounts mode', () => {
  it('[A4] another person’s file looks like one that does not exist, in every call', async () => {
    const [ada, eve] = [await person(world.db, 'ada@example.org'), await person(world.db, 'eve@example.org')];
    const id = await sent(world.talk, 'mine.mp4', ada);
    const { url } = await viewOf(id, ada);
    await expectProblem(call('GET', '/uploads'), 401, 'unauthorized');
    for (const method of ['GET', 'DELETE']) await expectProblem(call(method, `/uploads/${id}`, { as: eve }), 404, 'not_found');
    await expectProblem(play(id, { headers: eve }), 404, 'not_found');
    await expectProblem(send(id, 0, world.talk, eve), 404, 'not_found');
    await expectProblem(submit(url, eve), 404, 'not_found');
    await expectProblem(call('POST', '/tasks', { as: eve, body: JSON.stringify({ url: 'https://example.org/a.mp4', options: { captions: url } }) }), 404, 'not_found');
    expect((await submit(url, ada)).status).toBe(201);
  });

  it('[A1] a share link plays the file of its task and no other', async () => {
    const ada = await person(world.db, 'ada2@example.org');
    const [id, other] = [await sent(world.talk, 'a.mp4', ada), await sent(world.talk, 'b.mp4', ada)];
    const view = await submitted((await viewOf(id, ada)).url, ada);
    const link = zShareLink.parse(await (await call('POST', `/tasks/${view.id}/share`, { as: ada })).json());
    expect((await play(id, { headers: { range: 'bytes=0-9' } }, link.token)).status).toBe(206);
    await expectProblem(play(other, {}, link.token), 404, 'not_found');
    await expectProblem(call('GET', `/uploads/${id}?token=${link.token}`), 403, 'forbidden');
    await call('DELETE', `/tasks/${view.id}/share`, { as: ada });
    await expectProblem(play(id, {}, link.token), 401, 'unauthorized');
  });

  it('[L1] bytes and files on their way are limited by person; pieces of a file are not', async () => {
    const bob = await person(world.db, 'bob2@example.org');
    await begun(MAX - 10, 'a.mp4', bob);
    expect(await expectProblem(begin(11, 'b.txt', bob), 413, 'too_large')).toMatchObject({ hint: expect.stringContaining('Delete') as string });
    const kim = await person(world.db, 'kim2@example.org');
    for (let count = 0; count < 10; count++) await begun(5, 'c.txt', kim);
    await expectProblem(begin(5, 'd.txt', kim), 429, 'rate_limited');
    const max = await person(world.db, 'max@example.org');
    const atOnce = await Promise.all(Array.from({ length: 14 }, () => begin(5, 'c.txt', max)));
    expect(atOnce.filter(({ status }) => status === 201)).toHaveLength(10);
    const lou = await person(world.db, 'lou@example.org');
    const { id } = await begun(100, 'e.txt', lou);
    for (let offset = 0; offset < 100; offset++) expect((await send(id, offset, Buffer.from('a'), lou)).status).toBe(204);
  });
});
