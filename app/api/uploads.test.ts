import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { UserActor } from '#lib/auth/actor.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { uploadUrl, zUploadList, zUploadView } from '#lib/protocol/uploads.ts';
import { expectProblem } from '#lib/testing/route-calls.ts';
import { byTus } from '#lib/testing/tus-client.ts';
import { encoded, MAX, uploadWorld } from '#lib/testing/upload-world.ts';
import { createUploads } from '#lib/uploads/uploads.ts';

const world = uploadWorld();
const { begin, begun, call, play, send, viewOf } = world;
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('sending a file', () => {
  it('goes on after broken connections where it came to, byte for byte, with a client that knows only tus', async () => {
    let patches = 0;
    // Every other piece is cut off: once before anything is read of it, once on the way.
    world.server.intercept = (request) => {
      if (request.method !== 'PATCH' || ++patches % 2 === 0 || patches > 6) return false;
      setImmediate(() => request.socket.destroy());
      return patches === 1;
    };
    const client = await byTus(world.server, world.talk, { retryDelays: [0, 0, 0, 0, 0, 0] });
    const id = client.url?.split('/').at(-1) ?? '';
    expect(patches).toBeGreaterThan(6);
    expect(await viewOf(id)).toMatchObject({ filename: 'talk.mp4', size: world.talk.byteLength, offset: world.talk.byteLength, kind: 'media', url: uploadUrl(id, 'talk.mp4') });
    const whole = await play(id);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    expect(hash(new Uint8Array(await whole.arrayBuffer()))).toBe(hash(world.talk));
  });

  it('keeps what came before the connection broke, and tells how much by HEAD and in the list', async () => {
    const { id } = await begun(world.talk.byteLength, 'half.mp4');
    await new Promise<void>((resolve) => {
      const half = httpRequest(`${world.server.url}/api/v1/uploads/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'content-length': world.talk.byteLength } });
      half.on('error', () => resolve());
      half.write(world.talk.subarray(0, 10_000));
      void untilOffset(id, 10_000).then(() => half.destroy());
    });
    const head = await call('HEAD', `/uploads/${id}`);
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length'), head.headers.get('tus-resumable')]).toEqual([200, '10000', String(world.talk.byteLength), '1.0.0']);
    const { items, max_bytes } = zUploadList.parse(await (await call('GET', '/uploads')).json());
    expect([items.map((item) => [item.filename, item.offset]), max_bytes]).toEqual([[['half.mp4', 10_000]], MAX]);
    expect((await send(id, 10_000, world.talk.subarray(10_000))).status).toBe(204);
    expect((await viewOf(id)).kind).toBe('media');
  });

  it('lets a newer connection take over from one that hangs', async () => {
    const { id } = await begun(world.talk.byteLength);
    const hung = httpRequest(`${world.server.url}/api/v1/uploads/${id}`, { method: 'PATCH', headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0', 'content-length': world.talk.byteLength } });
    hung.on('error', () => undefined);
    hung.write(world.talk.subarray(0, 5000));
    await untilOffset(id, 5000);
    expect((await send(id, 5000, world.talk.subarray(5000))).status).toBe(204);
    expect((await viewOf(id)).kind).toBe('media');
    hung.destroy();
  });

  it('refuses another place than where the file ends, and more than it has', async () => {
    const { id } = await begun(10, 'ten.txt');
    await expectProblem(send(id, 3, Buffer.from('abc')), 409, 'conflict');
    await expectProblem(send(id, 0, Buffer.from('one two three')), 413, 'too_large');
    await expectProblem(call('PATCH', `/uploads/${id}`, { body: 'x' }), 400, 'bad_message');
    for (const length of ['0', '-1', '1.5', 'many', '']) await expectProblem(call('POST', '/uploads', { headers: { 'upload-length': length } }), 400, 'bad_message');
    await expectProblem(send('none', 0, Buffer.from('x')), 404, 'not_found');
  });

  it('takes a time for a time: one that no calendar writes is refused', async () => {
    const at = (modified: string) => call('POST', '/uploads', { headers: { 'upload-length': '5', 'upload-metadata': `modified ${encoded(modified)}` } });
    expect(zUploadView.parse(await (await at('1700000000000')).json()).modified_at).toBe('2023-11-14T22:13:20.000Z');
    for (const wrong of ['999999999999999', '-1', 'now']) await expectProblem(at(wrong), 400, 'bad_message');
  });

  it('says so where the disk is full before all of it has come', async () => {
    const storage = world.storage;
    const full: typeof storage = { ...storage, write: () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })) };
    const uploads = createUploads({ db: world.db, clock: systemClock, storage: full, limits: { max_bytes: MAX, owner_bytes: null, unfinished: null } });
    const { id } = await begun(10);
    const { owner_id } = await world.db.upload.findUniqueOrThrow({ where: { id } });
    await expect(uploads.append({ kind: 'user', user_id: owner_id } as UserActor, id, { offset: 0, body: new Blob(['a']).stream() })).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('no room') as string });
  });

  it('is not found any more where it is discarded while it is looked at', async () => {
    const storage = world.storage;
    const discarded: typeof storage = { ...storage, remove: async () => undefined, facts: async (id) => {
      const facts = await storage.facts(id);
      if (facts?.size === 5) await world.db.upload.deleteMany({ where: { id } });
      return facts;
    } };
    const uploads = createUploads({ db: world.db, clock: systemClock, storage: discarded, limits: { max_bytes: MAX, owner_bytes: null, unfinished: null } });
    const { id } = await begun(5, 'a.txt');
    const { owner_id } = await world.db.upload.findUniqueOrThrow({ where: { id } });
    await storage.write(id, new Blob(['words']).stream(), { offset: 0, end: 5, signal: new AbortController().signal });
    await expect(uploads.whole({ kind: 'user', user_id: owner_id } as UserActor, id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses at once what is larger than is taken, with the way out', async () => {
    expect(await expectProblem(begin(MAX + 1), 413, 'too_large')).toMatchObject({ detail: expect.stringContaining('3.8 MiB') as string, hint: expect.stringContaining('UPLOAD_MAX_BYTES') as string });
  });

  it('takes a name for a name', async () => {
    const names = ['../../etc/passwd', 'C:\\video.mp4', 'a\u0000b\n.srt', '', '講義 “1”.mp4', 'a/..', ' . ', `${'x'.repeat(199)}😀`];
    const kept = await Promise.all(names.map(async (name) => (await begun(5, name)).filename));
    expect(kept).toEqual(['passwd', 'video.mp4', 'ab.srt', 'file', '講義 “1”.mp4', 'file', 'file', `${'x'.repeat(199)}\ufffd`]);
    expect((await call('GET', '/uploads')).status).toBe(200);
    expect((await begun(5, '講義 “1”.mp4')).url).toMatch(/^https:\/\/upload\.mindtube\.invalid\/[0-9a-f-]{36}\/%E8%AC%9B/);
  });
});

/** Resolves once so many bytes of a file lie on the disk. */
async function untilOffset(id: string, offset: number): Promise<void> {
  await expect.poll(async () => (await viewOf(id)).offset, { interval: 5 }).toBe(offset);
}
