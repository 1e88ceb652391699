import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#lib/auth/actor.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { zListQuery } from '#lib/protocol/http.ts';
import type { PartialResult } from '#lib/protocol/result.ts';
import { aroundDb } from '#lib/testing/around-db.ts';
import { completedDraft, makeUser, outputs, scriptedRun, startedDraft, transcript, untilAborted } from '#lib/testing/builders.ts';
import { taskWorld, type TaskWorld } from '#lib/testing/task-world.ts';
import type { Ring } from './bell.ts';
import { append } from './event-log.ts';

let world: TaskWorld;
beforeEach(async () => {
  world = await taskWorld({ queued: 3 });
});
afterEach(() => world.close());

const URL_A = 'https://example.org/a';
const submit = async (url = URL_A, more = {}) => world.service.submit(world.actor, { url, ...more });
const list = async (query: object = {}) => (await world.service.list(world.actor, zListQuery.parse(query))).items.map((item) => item.url);
const ended = (id: string) => world.until(id, (event) => ['task_completed', 'task_failed'].includes(event.type));
const viewer = (task_id: string): Actor => ({ kind: 'viewer', identity: 'share:x', task_id, credential_id: 'x', expires_at: null });
/** A run that fails for good where the stage has no output yet. */
const withoutCaptions = scriptedRun((stage) => {
  if (stage === 'transcript') throw new Failure('captions_missing');
});

describe('submitting', () => {
  it('queues a task, which shows its place', async () => {
    const first = await submit();
    expect(first).toMatchObject({ created: true, view: { status: 'queued', seq: 1, attempt: 1, position: 1, url: URL_A } });
    expect((await submit('https://example.org/b')).view.position).toBe(2);
  });

  it('is read once for its view and what was asked for', async () => {
    const { view } = await submit(URL_A, { options: { output_language: 'de' } });
    const calls: string[] = [];
    const service = world.serviceOn(aroundDb(world.db, (call, run) => (calls.push(call), run())));
    expect(await service.asked(viewer(view.id), view.id)).toEqual({ view, options: { output_language: 'de' } });
    expect(calls.filter((call) => call === 'task.findUnique')).toHaveLength(1);
  });

  it('an address that is refused makes no task', async () => {
    await expect(submit('no address')).rejects.toThrow();
    expect(await list()).toEqual([]);
  });

  it('[X4] the same key answers with the same task and starts nothing, whatever the order of options', async () => {
    const first = await submit(URL_A, { idempotency_key: 'k', options: { language: 'en', captions: 'c' } });
    const again = await submit(URL_A, { idempotency_key: 'k', options: { captions: 'c', language: 'en' } });
    expect(again).toMatchObject({ created: false, view: { id: first.view.id } });
    expect(await list()).toHaveLength(1);
  });

  it('[X4] the same key many times at once is one task', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, () => submit(URL_A, { idempotency_key: 'k' })));
    expect(new Set(all.map(({ view }) => view.id)).size).toBe(1);
    expect(all.filter(({ created }) => created)).toHaveLength(1);
  });

  it('[X4] the same key with another URL or other options is a conflict', async () => {
    await submit(URL_A, { idempotency_key: 'k' });
    await expect(submit('https://example.org/b', { idempotency_key: 'k' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(submit(URL_A, { idempotency_key: 'k', options: { language: 'de' } })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('[X4] a key belongs to one identity, and lives 24 hours', async () => {
    const first = await submit(URL_A, { idempotency_key: 'k' });
    const other = await world.service.submit(await makeUser(world.db), { url: URL_A, idempotency_key: 'k' });
    expect(other.view.id).not.toBe(first.view.id);
    world.clock.advance(24 * 3_600_000);
    expect((await submit(URL_A, { idempotency_key: 'k' })).created).toBe(true);
  });

  it('[L1] no more tasks of one person wait than allowed, and the answer says when to come back', async () => {
    for (let index = 0; index < 3; index++) await submit();
    await expect(submit()).rejects.toMatchObject({ code: 'rate_limited', retry_after: 30 });
    expect((await world.service.submit(await makeUser(world.db), { url: URL_A })).created).toBe(true);
  });
});

describe('who may see a task', () => {
  it('[A4] a task of somebody else looks like none', async () => {
    const { view } = await submit();
    const other = await makeUser(world.db);
    for (const call of [
      world.service.view(other, view.id), world.service.events(other, view.id, 0), world.service.cancel(other, view.id),
      world.service.retry(other, view.id), world.service.remove(other, view.id), world.service.attachTranscript(other, view.id, transcript),
      world.service.view(viewer('another'), view.id), world.service.view(world.actor, 'nobody'),
    ]) await expect(call).rejects.toMatchObject({ code: 'task_not_found' });
    expect((await world.service.list(other, zListQuery.parse({}))).items).toEqual([]);
    expect((await world.service.view(viewer(view.id), view.id)).id).toBe(view.id);
  });
});

describe('the life of a task', () => {
  it('[T1] events come after a cursor, with the seq they reach', async () => {
    const { view } = await submit();
    expect(await world.service.events(world.actor, view.id, 0)).toMatchObject({ events: [{ type: 'task_queued', seq: 1 }], seq: 1 });
    expect(await world.service.events(world.actor, view.id, 1)).toEqual({ events: [], seq: 1 });
  });

  it('a waiting task is cancelled at once, and taken up again when asked', async () => {
    const { view } = await submit();
    expect(await world.service.cancel(world.actor, view.id)).toMatchObject({ status: 'cancelled', position: null });
    expect(await world.service.retry(world.actor, view.id)).toMatchObject({ status: 'queued', attempt: 2, position: 1, error: null });
    await expect(world.service.retry(world.actor, view.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('a cancel names the stage that was stopped, not the one that ran when it was asked for', async () => {
    const { id } = (await submit()).view;
    await append(world, { task_id: id }, { draft: startedDraft('resolve') });
    const news = [completedDraft('resolve'), startedDraft('transcript')];
    const db = aroundDb(world.db, async (call, run) => {
      const result = await run();
      if (call === 'task.findUnique') for (const draft of news.splice(0)) await append(world, { task_id: id }, { draft });
      return result;
    });
    await world.serviceOn(db).cancel(world.actor, id);
    expect(await world.row(id)).toMatchObject({ status: 'cancelled', error: { stage: 'transcript' } });
  });

  it('a task that ended well is not taken up again, one that lacks a stage is', async () => {
    world.worker(scriptedRun(async (stage, _job, port) => {
      if (stage === 'save') await port.emit({ type: 'stage_failed', stage, code: 'model_failed', error: 'e', retryable: true });
    })).start();
    const good = (await submit()).view.id;
    await ended(good);
    await expect(world.service.retry(world.actor, good)).rejects.toMatchObject({ code: 'conflict' });
    await world.db.task.update({ where: { id: good }, data: { view: JSON.stringify({ ...(await world.row(good)), stages: (await world.row(good)).stages.map((stage) => (stage.name === 'chapters' ? { ...stage, status: 'failed' } : stage)) }) } });
    expect(await world.service.retry(world.actor, good)).toMatchObject({ status: 'queued' });
    expect((await world.log(good)).at(-1)).toMatchObject({ type: 'task_retried', from_stage: 'chapters', reason: 'asked' });
  });

  it('a task that was analysed in a lesser way is taken up again: those stages and what is made of them, the results standing until then', async () => {
    const note = 'The language model failed.';
    world.worker(scriptedRun(async (stage, _job, port) => {
      if (stage !== 'summary') return;
      const result = { ...(outputs.summary as PartialResult), analyst: { engine: 'extractive' as const, note } };
      await port.emit({ type: 'stage_completed', stage, result, elapsed_time: 0 });
    })).start();
    const { id } = (await submit()).view;
    await ended(id);
    await world.db.stageOutput.updateMany({ where: { stage: 'summary' }, data: { output: JSON.stringify({ ...(outputs.summary as object), analyst: { engine: 'extractive', note } }) } });
    const view = await world.service.retry(world.actor, id);
    expect((await world.log(id)).at(-1)).toMatchObject({ type: 'task_retried', from_stage: 'summary', redo: ['summary', 'mind_map', 'save'] });
    expect(view.stages.filter(({ status }) => status === 'pending').map(({ name }) => name)).toEqual(['summary', 'mind_map', 'save']);
    expect((await world.row(id)).result).toMatchObject({ summary: expect.anything() as unknown });
    expect((await world.row(id)).result?.analyst).toBeUndefined();
  });

  it('goes on with an uploaded transcript, which no other task gets', async () => {
    world.worker(withoutCaptions).start();
    const [mine, other] = [(await submit()).view.id, (await submit()).view.id];
    await Promise.all([ended(mine), ended(other)]);
    const upload = { ...transcript, origin: 'upload' as const };
    expect(await world.service.attachTranscript(world.actor, mine, upload)).toMatchObject({ id: mine, status: 'queued', attempt: 2 });
    expect(await world.until(mine, (event) => event.type === 'task_completed')).toMatchObject({ attempt: 2 });
    expect((await world.service.view(world.actor, mine)).result?.transcript).toEqual(upload);
    expect((await world.service.view(world.actor, other)).result?.transcript).toBeUndefined();
    await expect(world.service.attachTranscript(world.actor, mine, upload)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('of two transcripts that are given at once one is taken, and the other is told', async () => {
    world.worker(withoutCaptions).start();
    const { id } = (await submit()).view;
    await ended(id);
    const given = await Promise.allSettled([1, 2].map(() => world.service.attachTranscript(world.actor, id, { ...transcript, origin: 'upload' })));
    expect(given.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(given.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  });

  it('a deleted task is gone with its log and its work, its job stops, and its subscribers are told', async () => {
    const rings: Ring[] = [];
    world.bell.onRing((ring) => rings.push(ring));
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    world.worker(scriptedRun((_stage, _job, port) => untilAborted(port.signal).finally(resolve))).start();
    const { id } = (await submit()).view;
    await world.until(id, (event) => event.type === 'stage_started');
    await world.service.remove(world.actor, id);
    await stopped;
    await expect(world.service.view(world.actor, id)).rejects.toMatchObject({ code: 'task_not_found' });
    expect(await world.db.milestone.count()).toBe(0);
    expect(await world.db.work.count()).toBe(0);
    expect(rings).toContainEqual({ kind: 'tick', task_id: id, attempt: 1, draft: { type: 'task_deleted' } });
  });

  it('a deleted person takes their tasks along', async () => {
    const { view } = await submit(URL_A, { idempotency_key: 'k' });
    await world.db.user.delete({ where: { id: world.actor.user_id } });
    await expect(world.service.view(world.actor, view.id)).rejects.toMatchObject({ code: 'task_not_found' });
    expect(await world.db.idempotencyKey.count()).toBe(0);
  });
});

describe('the list', () => {
  it('comes newest first, page by page, without a double or a gap', async () => {
    for (const name of ['a', 'b', 'c']) await submit(`https://example.org/${name}`);
    const first = await world.service.list(world.actor, zListQuery.parse({ limit: 2 }));
    const second = await world.service.list(world.actor, zListQuery.parse({ limit: 2, cursor: first.next_cursor }));
    expect([...first.items, ...second.items].map((item) => item.url.slice(-1))).toEqual(['c', 'b', 'a']);
    expect(second.next_cursor).toBeNull();
  });

  it('finds by URL, title, author and the words said, in any case, and by state', async () => {
    world.worker(scriptedRun()).start();
    await ended((await submit('https://example.org/Houses_1')).view.id);
    await world.service.cancel(world.actor, (await submit('https://example.org/other')).view.id).catch(() => {});
    const house = ['https://example.org/Houses_1'];
    expect(await list({ q: 'houses_1' })).toEqual(house);
    expect(await list({ q: 'HEARTH houses_1' })).toEqual(house);
    expect(await list({ q: 'ada houses_1' })).toEqual(house);
    expect(await list({ q: 'weather small houses_1' })).toEqual(house);
    expect(await list({ q: 'hearth nowhere' })).toEqual([]);
    expect(await list({ q: '100%\\' })).toEqual([]);
    expect(await list({ status: 'completed', q: 'houses_1' })).toEqual(house);
    expect(await list({ status: 'failed' })).toEqual([]);
  });

  it('tells where in a task the words stand, with the time: in what was said, or else in the summary; and of nobody else’s task', async () => {
    world.worker(scriptedRun()).start();
    const { id } = (await submit()).view;
    await ended(id);
    const found = (q: string, actor = world.actor) => world.service.excerpts(actor, { ids: [id], q });
    expect((await found('STÉEP snow')).get(id)).toEqual([{ text: 'Snow makes the roof steep.', start: 2 }]);
    expect((await found('weather')).get(id)).toEqual([{ text: 'Houses answer the weather.', start: null }]);
    expect((await found('ada')).get(id)).toEqual([]);
    expect(await found('  ')).toEqual(new Map());
    expect(await found('snow', await makeUser(world.db))).toEqual(new Map());
  });

  it('finds words by their letters, with accents or without, those that an earlier version stored too', async () => {
    world.worker(scriptedRun()).start();
    await ended((await submit()).view.id);
    expect(await list({ q: 'hëarth' })).toEqual([URL_A]);
    await world.db.stageOutput.updateMany({ where: { stage: 'transcript' }, data: { search: 'ein gemütlicher herd' } });
    expect(await list({ q: 'GEMÜTLICHER herd' })).toEqual([URL_A]);
    expect(await list({ q: 'gemütlich nirgends' })).toEqual([]);
  });

  it('an item carries its summary, and names the rest', async () => {
    world.worker(scriptedRun()).start();
    await ended((await submit()).view.id);
    const [item] = (await world.service.list(world.actor, zListQuery.parse({}))).items;
    expect(Object.keys(item?.result ?? {}).toSorted()).toEqual(['omitted', 'summary']);
    expect(item?.result?.omitted).toContain('transcript');
  });
});
