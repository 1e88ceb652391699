import { describe, expect, it } from 'vitest';
import { Failure, type ErrorCode } from '#lib/protocol/errors.ts';
import { MAX_EVENT_BYTES } from '#lib/protocol/messages.ts';
import { zResult } from '#lib/protocol/result.ts';
import { STAGES, type StageName } from '#lib/protocol/stages.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { MemoryJob } from '#lib/testing/memory-job.ts';
import { CUES, RESOLVED, scriptedDeps } from '#lib/testing/scripted-deps.ts';
import { createPipeline } from './pipeline.ts';

const failing = (...stages: StageName[]) => (stage: StageName) => {
  if (stages.includes(stage)) throw new Failure('model_failed');
};

function setUp(during?: Parameters<typeof scriptedDeps>[1], job?: ConstructorParameters<typeof MemoryJob>[1]) {
  const clock = new ManualClock();
  const deps = scriptedDeps(clock, during);
  const task = new MemoryJob(clock, job);
  return { clock, deps, task, run: () => createPipeline(deps)(...task.claim()) };
}

const codeOf = (run: Promise<void>) => run.then(() => null, (thrown: { code: ErrorCode }) => thrown.code);
const statuses = (task: MemoryJob) => Object.fromEntries(task.view.stages.map(({ name, status }) => [name, status]));

describe('a run', () => {
  it('completes every stage and delivers a whole result, the transcript by reference', async () => {
    const { task, run } = setUp();
    await run();
    expect(new Set(task.of('stage_completed').map(({ stage }) => stage))).toEqual(new Set(STAGES));
    expect(task.of('stage_started').map(({ stage, stage_index, stage_count }) => [STAGES[stage_index], stage_count, stage]).every(([name, count, stage]) => name === stage && count === 7)).toBe(true);
    const result = task.view.result ?? {};
    expect(result.omitted).toEqual(['transcript']);
    expect(result.transcript_ref).toEqual({ language: 'en', origin: 'auto_captions', track: { language: 'en', kind: 'auto', label: null }, cue_count: 2, url: '/api/v1/tasks/task/result?format=json' });
    expect(zResult.safeParse({ ...result, transcript: { language: 'en', origin: 'auto_captions', cues: CUES } }).success).toBe(true);
    expect(JSON.parse(task.outputs.get('save') ?? '')).toEqual({ missing: [], cue_count: 2, spoken_seconds: 4 });
  });

  it('tells of a video what can travel, however much its page says', async () => {
    const { deps, task } = setUp();
    const long = (text: string) => text.repeat(200_000);
    const video = { ...RESOLVED.video, title: long('今'), author: long('Ada '), thumbnail_url: `data:image/png;base64,${long('A')}`, media_url: `https://example.org/${long('a')}` };
    const chatty = { ...deps.sources.sourceFor(), resolve: async () => ({ ...RESOLVED, video, notices: Array<string>(50).fill(long('Note.')) }) };
    await createPipeline({ ...deps, sources: { sourceFor: () => chatty, byName: () => chatty } })(...task.claim());
    const told = task.view.video;
    expect(told).toMatchObject({ title: expect.stringMatching(/^今+…$/) as string, author: expect.stringMatching(/^Ada .*…$/) as string, thumbnail_url: null, media_url: null });
    for (const event of task.milestones) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(MAX_EVENT_BYTES - 16_384);
  });

  it('starts chapters, summary and key ideas before any of them ends', async () => {
    const { task, run } = setUp();
    await run();
    const order = task.milestones.map((event) => `${event.type}:${'stage' in event ? event.stage : ''}`);
    const firstEnd = Math.min(...['chapters', 'summary', 'key_ideas'].map((stage) => order.indexOf(`stage_completed:${stage}`)));
    for (const stage of ['chapters', 'summary', 'key_ideas']) expect(order.indexOf(`stage_started:${stage}`)).toBeLessThan(firstEnd);
  });

  it('sends the text of the summary while it is written', async () => {
    const { task, run } = setUp();
    await run();
    expect(task.ticks.filter((tick) => tick.type === 'partial_result')).toMatchObject([{ stage: 'summary', text: 'Bread needs' }]);
  });
});

describe('a failed analysis stage', () => {
  it.each(['chapters', 'summary', 'key_ideas', 'mind_map'] as const)('[E4] %s is told by a milestone and an error tick, and the rest is delivered', async (stage) => {
    const { task, run } = setUp(failing(stage));
    await run();
    expect(task.of('stage_failed')).toMatchObject([{ stage, code: 'model_failed', retryable: true }]);
    expect(task.ticks.filter((tick) => tick.type === 'error')).toMatchObject([{ stage, code: 'model_failed' }]);
    expect(Object.values(statuses(task)).filter((status) => status === 'completed')).toHaveLength(6);
    expect((JSON.parse(task.outputs.get('save') ?? '') as { missing: string[] }).missing.length).toBeGreaterThan(0);
  });

  it('leaves the mind map out, with a reason, where there is nothing to draw', async () => {
    const { task, run } = setUp(failing('chapters', 'key_ideas'));
    await run();
    expect(task.of('stage_skipped')).toMatchObject([{ stage: 'mind_map' }]);
    expect(statuses(task)).toMatchObject({ transcript: 'completed', summary: 'completed', mind_map: 'skipped', save: 'completed' });
  });

  it('never costs the transcript, whatever it throws', async () => {
    const { task, run } = setUp((stage) => {
      if (stage !== 'resolve' && stage !== 'transcript') throw new Failure('model_failed');
    });
    await run();
    expect(statuses(task)).toMatchObject({ transcript: 'completed', save: 'completed' });
  });

  it('is one whose output does not fit its schema', async () => {
    const { deps, task, run } = setUp();
    deps.analyst.chapters = async () => ({ chapters: [{ title: '', start: -1, end: 0, origin: 'detected' }], analyst: { engine: 'extractive' } });
    await run();
    expect(task.of('stage_failed')).toMatchObject([{ stage: 'chapters', code: 'internal' }]);
  });
});

describe('without a transcript', () => {
  const without = (code: ErrorCode) => (stage: StageName) => {
    if (stage === 'transcript') throw new Failure(code);
  };

  it.each(['resolve', 'transcript'] as const)('the run fails in %s, after its milestone', async (stage) => {
    const { task, run } = setUp(failing(stage));
    expect(await codeOf(run())).toBe('model_failed');
    expect(task.milestones.at(-1)).toMatchObject({ type: 'stage_failed', stage, code: 'model_failed' });
  });

  it.each(['captions_missing', 'captions_gated'] as const)('speech is asked after %s', async (code) => {
    const { task, run } = setUp(without(code));
    await run();
    expect(task.view.result?.transcript_ref).toMatchObject({ origin: 'speech', language: 'de' });
  });

  it('a track with no words counts as none', async () => {
    const { deps, task, run } = setUp();
    const source = deps.sources.byName();
    source.captions = async () => ({ track: { url: 'https://example.org/x', language: 'en', kind: 'manual', label: null, format: null }, language: 'en', cues: [] });
    await run();
    expect(task.view.result?.transcript_ref?.origin).toBe('speech');
  });

  it('the hint says that speech is not configured', async () => {
    const { deps, run } = setUp(without('captions_missing'));
    const failure = await createPipeline({ ...deps, transcriber: null })(...new MemoryJob(new ManualClock()).claim()).catch((thrown: Failure) => thrown);
    expect(failure).toMatchObject({ code: 'captions_missing', hint: expect.stringContaining('not configured') as string });
    deps.sources.byName().resolve = async () => ({ ...RESOLVED, audio_url: null });
    expect(await run().catch((thrown: Failure) => thrown)).toMatchObject({ code: 'captions_missing', hint: expect.stringContaining('is configured') as string });
  });

  it('speech that heard nothing fails the run, and so does another failure of the captions', async () => {
    const { deps, run } = setUp(without('captions_missing'));
    deps.transcriber.transcribe = async () => ({ language: 'en', cues: [] });
    expect(await codeOf(run())).toBe('speech_failed');
    expect(await codeOf(setUp(without('source_unreachable')).run())).toBe('source_unreachable');
  });

  it('one that a person brought is analysed, even where the site shows nothing', async () => {
    const { deps, task, run } = setUp(failing('resolve', 'transcript'), { url: 'https://example.org/my%20talk.mp4' });
    expect(await codeOf(run())).toBe('model_failed');
    task.outputs.set('transcript', JSON.stringify({ language: 'en', origin: 'upload', cues: CUES }));
    await run();
    expect(task.view.result).toMatchObject({ video: { title: 'my talk.mp4', kind: 'upload' }, transcript_ref: { origin: 'upload' } });
    expect(deps.ran).not.toContain('transcript');
  });
});
