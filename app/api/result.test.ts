import { describe, expect, it } from 'vitest';
import { zAskEvent } from '#lib/protocol/ask.ts';
import { zShareLink } from '#lib/protocol/http.ts';
import { apiWorld, ask, submit } from '#lib/testing/api-world.ts';
import { ModelServer } from '#lib/testing/model-server.ts';
import { expectProblem } from '#lib/testing/route-calls.ts';
import * as asking from './v1/tasks/[id]/ask/route.ts';
import * as result from './v1/tasks/[id]/result/route.ts';
import * as share from './v1/tasks/[id]/share/route.ts';

const world = apiWorld();

describe('the result', () => {
  async function withTranscript(): Promise<string> {
    const { id } = await submit(`https://example.org/result/${Math.random()}`);
    const row = await world.db.task.findUniqueOrThrow({ where: { id } });
    const cues = [{ start: 1, end: 3, text: 'Bridges carry weight.' }];
    const output = { language: 'en', origin: 'captions' as const, cues };
    await world.db.stageOutput.create({ data: { work_id: row.work_id, stage: 'transcript', output: JSON.stringify(output), seconds: 1, created_at: new Date() } });
    await world.log(id, { type: 'stage_started', stage: 'transcript', stage_index: 1, stage_count: 7 });
    await world.log(id, { type: 'stage_completed', stage: 'transcript', result: { transcript: output }, elapsed_time: 1 });
    return id;
  }

  it('is a conflict before anything is done', async () => {
    const { id } = await submit('https://example.org/nothing-yet');
    await expectProblem(ask(result, 'GET', { id }), 409, 'conflict');
  });

  it('says in each format that it is partial', async () => {
    const id = await withTranscript();
    const json = await ask(result, 'GET', { id });
    expect(await json.json()).toMatchObject({ partial: true, transcript: { cues: [{ text: 'Bridges carry weight.' }] } });
    const vtt = await ask(result, 'GET', { id, query: '?format=vtt' });
    expect(vtt.headers.get('x-partial')).toBe('true');
    expect(vtt.headers.get('content-type')).toContain('text/vtt');
    expect(await vtt.text()).toMatch(/^WEBVTT[^]*Bridges carry weight\./);
  });

  it('is a conflict in a format whose part is not done, and bad in one that there is not', async () => {
    const id = await withTranscript();
    await expectProblem(ask(result, 'GET', { id, query: '?format=svg' }), 409, 'conflict');
    await expectProblem(ask(result, 'GET', { id, query: '?format=docx' }), 400, 'bad_message');
  });

  const linesOf = async (response: Response) => (await response.text()).trim().split('\n').map((line) => zAskEvent.parse(JSON.parse(line)));

  it('is asked, and answers in lines as they come', async () => {
    const id = await withTranscript();
    const response = await ask(asking, 'POST', { id, body: { question: 'What do bridges carry?' } });
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    expect(response.headers.get('cache-control')).toContain('no-transform');
    expect(await linesOf(response)).toMatchObject([{ type: 'passages', passages: [{ text: 'Bridges carry weight.', start: 1, end: 3, marks: [[0, 7], [8, 13]] }] }, { type: 'done', found: true }]);
  });

  it('is not asked nothing, too much, or before there is a transcript', async () => {
    const id = await withTranscript();
    for (const question of ['', '   ', 'x'.repeat(501), 7, undefined]) await expectProblem(ask(asking, 'POST', { id, body: { question } }), 400, 'bad_message');
    await expectProblem(ask(asking, 'POST', { id: 'no-such-task', body: { question: 'why' } }), 404, 'task_not_found');
    await expectProblem(ask(asking, 'POST', { id: (await submit('https://example.org/too-early')).id, body: { question: 'why' } }), 409, 'conflict');
    await expectProblem(ask(asking, 'GET', { id }), 405, 'bad_message');
  });

  it('is asked of the model by its owner alone: who holds a link reads the passages', async () => {
    const model = await ModelServer.start(() => ({ text: JSON.stringify({ found: true, statements: [{ text: 'Weight.', cue: 0, quote: 'Bridges carry weight' }] }) }));
    world.serve({ LLM_BASE_URL: model.base_url, LLM_MODEL: 'stand-in' });
    const id = await withTranscript();
    const { token } = zShareLink.parse(await (await ask(share, 'POST', { id })).json());
    const body = { question: 'What do bridges carry?' };
    const theirs = await linesOf(await ask(asking, 'POST', { id, body, query: `?token=${token}` }));
    expect(theirs.at(-1)).toMatchObject({ type: 'done', found: true, statements: [], analyst: { engine: 'extractive' } });
    expect(model.requests).toEqual([]);
    const own = await linesOf(await ask(asking, 'POST', { id, body }));
    expect(own.at(-1)).toMatchObject({ type: 'done', statements: [{ text: 'Weight.', start: 1, end: 3 }], analyst: { engine: 'model' } });
    world.serve();
    await model.stop();
  });

  it('reaches the model with the going of who asked', async () => {
    const asked = Promise.withResolvers<void>();
    const model = await ModelServer.start(() => {
      asked.resolve();
      return { hang: true };
    });
    world.serve({ LLM_BASE_URL: model.base_url, LLM_MODEL: 'stand-in' });
    const response = await ask(asking, 'POST', { id: await withTranscript(), body: { question: 'What do bridges carry?' } });
    const reader = response.body!.getReader();
    await reader.read();
    await asked.promise;
    await reader.cancel();
    await model.abandoned;
    world.serve();
    await model.stop();
  });
});
