import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STAGES, type StageName } from '#lib/protocol/stages.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { MemoryJob } from '#lib/testing/memory-job.ts';
import { scriptedDeps } from '#lib/testing/scripted-deps.ts';
import { createPipeline } from './pipeline.ts';

const clock = new ManualClock();
const count = (names: readonly string[]) => Object.fromEntries(STAGES.map((stage) => [stage, names.filter((name) => name === stage).length]));
const once = count(STAGES);

/** Lets `writes` writes through; the process is gone after them. */
function crashAfter(task: MemoryJob, writes: number): void {
  let left = writes;
  task.beforeWrite = () => {
    if (left-- <= 0) throw new Error('gone');
  };
}

async function runOver(crashes: readonly number[]) {
  const deps = scriptedDeps(clock);
  const task = new MemoryJob(clock);
  for (const writes of crashes) {
    crashAfter(task, writes);
    await createPipeline(deps)(...task.claim()).catch(() => {});
  }
  task.beforeWrite = () => {};
  await createPipeline(deps)(...task.claim());
  return { deps, task };
}

describe('going on', () => {
  const WRITES = STAGES.length * 3;

  it.each(Array.from({ length: WRITES + 1 }, (_, writes) => writes))('after a crash behind %i writes completes with each completion told once', async (writes) => {
    const { task } = await runOver([writes]);
    expect(count(task.of('stage_completed').map(({ stage }) => stage))).toEqual(once);
    expect(task.view.stages.every(({ status }) => status === 'completed')).toBe(true);
  });

  it('runs no stage twice whose output is stored, and every one once', async () => {
    for (let kept = 0; kept <= STAGES.length; kept++) {
      const deps = scriptedDeps(clock);
      const whole = new MemoryJob(clock);
      await createPipeline(deps)(...whole.claim());
      const task = new MemoryJob(clock);
      for (const stage of STAGES.slice(0, kept)) task.outputs.set(stage, whole.outputs.get(stage) ?? '');
      deps.ran.length = 0;
      await createPipeline(deps)(...task.claim());
      expect(deps.ran.toSorted()).toEqual(STAGES.slice(kept).filter((stage) => stage !== 'save').toSorted());
      expect(count(task.of('stage_completed').map(({ stage }) => stage))).toEqual(once);
    }
  });

  it('holds for any number of crashes: one completion each, outputs never run again', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 0, max: WRITES }), { maxLength: 5 }), async (crashes) => {
      const { deps, task } = await runOver(crashes);
      expect(count(task.of('stage_completed').map(({ stage }) => stage))).toEqual(once);
      expect(deps.ran.length).toBeLessThanOrEqual(STAGES.length - 1 + crashes.length * 3);
    }), { numRuns: 100 });
  });

  it('tells nothing again that this task\'s log holds', async () => {
    const { deps, task } = await runOver([7]);
    const told = task.milestones.filter((event) => event.attempt === 2 && 'stage' in event && (event.stage === 'resolve' || event.stage === 'transcript'));
    expect(told).toEqual([]);
    expect(count(deps.ran).resolve).toBe(1);
  });

  it('takes over what another task of the same work stored, and tells it as its own in no time', async () => {
    const deps = scriptedDeps(clock);
    const first = new MemoryJob(clock);
    await createPipeline(deps)(...first.claim());
    const second = new MemoryJob(clock, { task_id: 'other' });
    for (const [stage, output] of first.outputs) second.outputs.set(stage, output);
    await createPipeline(deps)(...second.claim());
    expect(count(deps.ran)).toEqual({ ...once, save: 0 });
    expect(second.of('stage_completed').map(({ elapsed_time }) => elapsed_time)).toEqual(STAGES.map(() => 0));
    expect(second.view.result?.transcript_ref?.url).toBe('/api/v1/tasks/other/result?format=json');
  });

  it('runs a stage again whose stored output no longer fits', async () => {
    const { deps, task } = await runOver([]);
    task.outputs.set('chapters', JSON.stringify({ chapters: 'of another version' }));
    deps.ran.length = 0;
    await createPipeline(deps)(...task.claim());
    expect(deps.ran).toEqual(['chapters']);
    expect(JSON.parse(task.outputs.get('chapters') ?? '')).toHaveProperty('analyst');
  });
});

describe('a run that fell short, taken up again', () => {
  const degraded = async (fails: () => boolean) => {
    const deps = scriptedDeps(clock);
    const { summary } = deps.analyst;
    let tries = 0;
    deps.analyst.summary = async (input, context) => {
      tries += 1;
      const part = await summary(input, context);
      if (tries === 1) return { ...part, analyst: { engine: 'extractive', note: 'The model was away.' } };
      if (fails()) throw new Error('still away');
      return { ...part, summary: { ...part.summary, short: 'Better.' }, analyst: { engine: 'model', model: 'm' } };
    };
    const task = new MemoryJob(clock);
    await createPipeline(deps)(...task.claim());
    deps.ran.length = 0;
    await createPipeline(deps)(...task.claim(['summary', 'mind_map', 'save']));
    return { deps, task };
  };

  it('makes anew what was degraded, and the mind map only where its material changed', async () => {
    const { deps, task } = await degraded(() => false);
    expect(deps.ran).toEqual(['summary']);
    expect(task.view.result).toMatchObject({ summary: { short: 'Better.' }, analyst: { engine: 'model' } });
    expect(task.view.stages.every(({ status }) => status === 'completed')).toBe(true);
    const changed = scriptedDeps(clock);
    changed.analyst.chapters = async () => ({ chapters: [{ title: 'Yeast', start: 0, end: 2, origin: 'detected' }], analyst: { engine: 'model' } });
    task.outputs.delete('chapters');
    await createPipeline(changed)(...task.claim(['chapters', 'mind_map', 'save']));
    expect(changed.ran).toContain('mind_map');
    expect(JSON.stringify(task.view.result?.mind_map)).toContain('Yeast');
  });

  it('keeps what it had where that fails', async () => {
    const { task } = await degraded(() => true);
    expect(task.of('stage_failed')).toEqual([]);
    expect(task.view.result).toMatchObject({ summary: { short: 'Bread needs time.' }, analyst: { note: 'The model was away.' } });
  });
});

describe('stopping', () => {
  it.each(STAGES.filter((stage) => stage !== 'save'))('in %s ends the run as cancelled, with no stage told as failed and nothing said after', async (stopped: StageName) => {
    const task = new MemoryJob(clock);
    const deps = scriptedDeps(clock, (stage, { signal, progress }) => {
      if (stage !== stopped) return;
      progress(1, 4, 'going on');
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('told to stop')), { once: true });
        queueMicrotask(() => task.abort.abort());
      });
    });
    await expect(createPipeline(deps)(...task.claim())).rejects.toMatchObject({ code: 'cancelled' });
    expect(task.of('stage_failed')).toEqual([]);
    const ticks = task.ticks.length;
    clock.advance(10_000);
    expect(task.ticks).toHaveLength(ticks);
    expect(task.outputs.has('save')).toBe(false);
  });

  it('before the first stage starts nothing', async () => {
    const task = new MemoryJob(clock);
    const claim = task.claim();
    task.abort.abort();
    await expect(createPipeline(scriptedDeps(clock))(...claim)).rejects.toMatchObject({ code: 'cancelled' });
    expect(task.milestones).toEqual([]);
  });

  it('a log that refuses one of the stages side by side stops the others', async () => {
    const task = new MemoryJob(clock);
    const stopped: StageName[] = [];
    const deps = scriptedDeps(clock, (stage, { signal }) => {
      if (stage !== 'summary') return;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error(String(stopped.push(stage)))), { once: true }));
    });
    task.beforeWrite = (what, stage) => {
      if (what === 'save' && stage === 'chapters') throw new Error('claim lost');
    };
    await expect(createPipeline(deps)(...task.claim())).rejects.toBeDefined();
    expect(stopped).toEqual(['summary']);
  });
});
