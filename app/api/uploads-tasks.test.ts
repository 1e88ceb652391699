import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '#lib/platform/clock.ts';
import { log } from '#lib/platform/log.ts';
import { zTaskView } from '#lib/protocol/task-view.ts';
import { uploadUrl } from '#lib/protocol/uploads.ts';
import { services } from '#lib/services.ts';
import { append } from '#lib/tasks/event-log.ts';
import { expectProblem } from '#lib/testing/route-calls.ts';
import { MAX, SRT, uploadWorld } from '#lib/testing/upload-world.ts';
import { createSweeper } from '#lib/uploads/sweep.ts';

const HOUR = 3_600_000;

const world = uploadWorld();
const { bell, begun, call, files, play, send, sent, submit, submitted, viewOf } = world;

describe('a task of a file', () => {
  it('is a task like any other, plays in ranges, and takes the file with it', async () => {
    const id = await sent(world.talk);
    const { url } = await viewOf(id);
    const view = await submitted(url);
    expect(view).toMatchObject({ url, status: 'queued' });
    await expectProblem(call('DELETE', `/uploads/${id}`), 409, 'conflict');
    const part = await play(id, { headers: { range: 'bytes=100-199' } });
    expect([part.status, part.headers.get('content-length'), part.headers.get('content-range'), part.headers.get('x-content-type-options')]).toEqual([206, '100', `bytes 100-199/${world.talk.byteLength}`, 'nosniff']);
    expect(Buffer.from(await part.arrayBuffer()).equals(world.talk.subarray(100, 200))).toBe(true);
    expect((await play(id, { headers: { range: `bytes=${world.talk.byteLength}-` } })).status).toBe(416);
    const head = await play(id, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(world.talk.byteLength), '']);
    const again = await submitted(url);
    expect((await call('DELETE', `/tasks/${view.id}`)).status).toBe(204);
    expect(await files()).toContain(id);
    expect((await call('DELETE', `/tasks/${again.id}`)).status).toBe(204);
    expect(await files()).not.toContain(id);
    await expectProblem(submit(url), 404, 'not_found');
  });

  it('is not made of half a file, nor of none', async () => {
    const { id, url } = await begun(world.talk.byteLength);
    await send(id, 0, world.talk.subarray(0, 100));
    await expectProblem(submit(url), 409, 'conflict');
    await expectProblem(submit(uploadUrl('nobody-has-sent-this', 'a.mp4')), 404, 'not_found');
  });

  it('may name captions that are a file of its owner’s, and no other', async () => {
    const [film, words] = [await viewOf(await sent(world.talk)), await viewOf(await sent(SRT, 'talk.srt'))];
    const wish = (captions: string) => call('POST', '/tasks', { body: JSON.stringify({ url: film.url, options: { captions } }) });
    expect((await wish(words.url)).status).toBe(201);
    await expectProblem(wish(uploadUrl('0199-none', 'talk.srt')), 404, 'not_found');
    const { id } = await begun(100, 'half.srt');
    await expectProblem(wish(uploadUrl(id, 'half.srt')), 409, 'conflict');
  });

  it('can be made where the process ended between the last byte and the look at it', async () => {
    const { id, url } = await begun(world.talk.byteLength);
    await world.storage.write(id, new Blob([world.talk as BlobPart]).stream(), { offset: 0, end: world.talk.byteLength, signal: new AbortController().signal });
    expect((await submit(url)).status).toBe(201);
    expect((await viewOf(id)).kind).toBe('media');
  });
});

describe('a file for a failed task', () => {
  const failed = async (): Promise<string> => {
    const { id } = await submitted(`https://example.org/${Math.random()}`);
    await append({ db: world.db, bell, clock: systemClock }, { task_id: id }, { draft: { type: 'task_failed', stage: 'transcript', code: 'captions_missing', error: 'No captions.', retryable: false, hint: 'Upload.' } });
    return id;
  };
  const give = (id: string, upload_id: string) => call('POST', `/tasks/${id}/upload`, { body: JSON.stringify({ upload_id }) });
  const stored = async (id: string, stage: string) => {
    const { work_id } = await world.db.task.findUniqueOrThrow({ where: { id } });
    return JSON.parse((await world.db.stageOutput.findUniqueOrThrow({ where: { work_id_stage: { work_id, stage } } })).output) as Record<string, unknown>;
  };

  it('captions become its transcript, and the file is not needed any more', async () => {
    const [id, upload_id] = [await failed(), await sent(SRT, 'a.srt')];
    const response = await give(id, upload_id);
    expect([response.status, zTaskView.parse(await response.json()).status]).toEqual([202, 'queued']);
    expect(await stored(id, 'transcript')).toMatchObject({ origin: 'upload', cues: [{ start: 1, end: 3, text: 'Bridges carry weight.' }, { start: 3, end: 6 }] });
    expect(await files()).not.toContain(upload_id);
  });

  it('words alone get times, and it is said what these were estimated from', async () => {
    const [id, upload_id] = [await failed(), await sent('Bridges carry weight. They stand for long.', 'a.txt')];
    expect((await give(id, upload_id)).status).toBe(202);
    const { cues, times } = (await stored(id, 'transcript')) as { cues: { start: number; end: number; text: string }[]; times: string };
    expect(times).toBe('reading_speed');
    expect(cues.map(({ text }) => text)).toEqual(['Bridges carry weight.', 'They stand for long.']);
    expect(cues[0]?.end).toBe(cues[1]?.start);
  });

  it('a recording is what the task listens to, and plays', async () => {
    const [id, upload_id] = [await failed(), await sent(world.talk)];
    expect((await give(id, upload_id)).status).toBe(202);
    expect(await stored(id, 'resolve')).toMatchObject({ source: 'upload', audio_url: uploadUrl(upload_id, 'talk.mp4'), video: { kind: 'upload', title: 'A small talk', media_url: `/api/v1/uploads/${upload_id}/media` } });
    await call('DELETE', `/tasks/${id}`);
    expect(await files()).not.toContain(upload_id);
  });

  it('is refused where the task is well, or the file is not there', async () => {
    const { id } = await submitted('https://example.org/well');
    await expectProblem(give(id, await sent(SRT)), 409, 'conflict');
    await expectProblem(give(await failed(), 'none'), 404, 'not_found');
  });
});

it('files that nobody goes on with go after a day; those of tasks stay', async () => {
  const [half, whole, used] = [(await begun(100)).id, await sent(world.talk), await sent(world.talk)];
  await submitted((await viewOf(used)).url);
  const storage = world.storage;
  const sweepAt = (hours: number) => createSweeper({ db: world.db, storage, log, clock: { ...systemClock, now: () => Date.now() + hours * HOUR } }).sweep();
  await sweepAt(23);
  expect(await files()).toEqual(expect.arrayContaining([half, whole, used]));
  await utimes(path.join(world.folder, half), new Date(), new Date(Date.now() - 2 * HOUR));
  await sweepAt(23);
  expect(await files()).not.toContain(half);
  expect(await world.db.upload.findUnique({ where: { id: half } })).toBeNull();
  await sweepAt(25);
  expect(await files()).toContain(used);
  expect(await files()).not.toContain(whole);
  expect(services().env.UPLOAD_MAX_BYTES).toBe(MAX);
});
