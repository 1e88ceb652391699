import { describe, expect, it } from 'vitest';
import { analystOn, anyNotes, codeOf, contextOf, cuesOf, everything, good, inputOf, isNotes, notes, short, SHORT } from '#lib/testing/model-analyst.ts';
import { createExtractiveAnalyst } from '../extractive/analyst.ts';
import { withFallback } from '../with-fallback.ts';

describe('what is paid for', () => {
  it('is stored chunk by chunk: another attempt, by another process, asks for what is missing alone', async () => {
    let away = true;
    const { fresh, server } = await analystOn((request, count) => (away && count > 3 ? { status: 401 } : isNotes(request) ? anyNotes(request) : short), { chunk_tokens: 500 });
    const told = contextOf();
    const first = await everything(withFallback(fresh(), createExtractiveAnalyst()), inputOf({ cues: cuesOf(100) }), told);
    expect(first.analyst).toMatchObject({ engine: 'model', note: expect.stringContaining('analysed without the language model') as string });
    expect(told.parts.rows.size).toBe(3);
    away = false;
    server.requests.length = 0;
    const second = await everything(fresh(), inputOf({ cues: cuesOf(100) }), told);
    expect(server.requests.filter(isNotes)).toHaveLength(second.coverage.chunks - 3);
    expect(second.analyst).toEqual({ engine: 'model', model: 'stand-in' });
    // What the earlier attempt paid is counted in.
    expect(second.coverage.usage?.calls).toBe(second.coverage.chunks + 1);
    server.requests.length = 0;
    await everything(fresh(), inputOf({ cues: cuesOf(100) }), told);
    expect(server.requests).toEqual([]);
    await everything(fresh(), inputOf({ cues: cuesOf(100), output_language: 'fr' }), told);
    expect(server.requests.filter(isNotes)).toHaveLength(second.coverage.chunks);
  });

  it.each([['calls', { tokens: 1e6, calls: 3 }], ['tokens', { tokens: 1200, calls: 100 }]] as const)('ends at the limit of %s, and what is left is read without the model', async (_what, limits) => {
    const { safe, server } = await analystOn((request) => (isNotes(request) ? anyNotes(request) : short), { chunk_tokens: 500, limits });
    const { coverage, analyst, chapters, key_ideas } = await everything(safe, inputOf({ cues: cuesOf(100) }), contextOf());
    expect(server.requests.length).toBeLessThanOrEqual(3);
    expect(analyst).toMatchObject({ engine: 'model', note: expect.stringMatching(/\d+ of \d+ parts were analysed without/) as string });
    expect(analyst.note).toContain(limits.calls === 3 ? '3 questions' : '1200 tokens');
    expect(coverage.ratio).toBe(1);
    expect(chapters.at(-1)?.end).toBe(cuesOf(100).at(-1)?.end);
    expect(key_ideas.length).toBeGreaterThan(2);
  });
});

describe('a server that misbehaves', () => {
  it('is asked without a schema where it refuses one, down to plain text', async () => {
    const { analyst, server } = await analystOn((request) => (request.format === 'text' ? { text: `Here you are:\n\`\`\`json\n${notes().text}\n\`\`\`` } : { status: 400 }));
    const { chapters } = await analyst.chapters(inputOf(), contextOf().context);
    expect(chapters).toHaveLength(2);
    expect(server.requests.map(({ format }) => format)).toEqual(['json_schema', 'json_object', 'text']);
    expect(server.requests[2]?.system).toContain('JSON Schema');
  });

  it.each([['temperature', 'temperature'], ['stream_options', 'stream_options']])('is not told its %s again where it refuses it', async (name, field) => {
    const { analyst, server } = await analystOn(({ body }) => (field in body ? { status: 400, message: `Unsupported parameter: ${name}` } : notes()));
    expect((await analyst.chapters(inputOf(), contextOf().context)).chapters).toHaveLength(2);
    expect(server.requests.map(({ format }) => format)).toEqual(['json_schema', 'json_schema']);
  });

  it('is asked for the whole at once where it cannot stream', async () => {
    const { analyst, server } = await analystOn((request) => ({ at_once: (isNotes(request) ? notes() : short).text }));
    expect((await analyst.summary(inputOf(), contextOf().context)).summary.short).toBe(SHORT);
    expect(server.requests.map(({ streams }) => streams)).toEqual([true, false, false]);
  });

  it('is asked once more where its answer does not fit, and then given up', async () => {
    const mended = await analystOn((_request, count) => (count === 1 ? { text: '{"sections": 7}' } : notes()));
    expect((await mended.analyst.chapters(inputOf(), contextOf().context)).chapters).toHaveLength(2);
    for (const text of ['{"sections": 7}', '', 'I am sorry, I cannot do that.', '[[[[']) {
      const hopeless = await analystOn(() => ({ text }));
      expect(await codeOf(hopeless.analyst.chapters(inputOf(), contextOf().context))).toBe('model_failed');
      expect(hopeless.server.requests.filter(isNotes).length).toBeLessThanOrEqual(4);
    }
  });

  it('is asked again after 429 and 500 when it says so, and given up when it goes on', async () => {
    const busy = await analystOn((_request, count) => (count === 1 ? { status: 429, headers: { 'retry-after-ms': '10' } } : notes()));
    expect((await busy.analyst.chapters(inputOf(), contextOf().context)).chapters).toHaveLength(2);
    const broken = await analystOn(() => ({ status: 500, headers: { 'retry-after': '0' } }));
    expect(await codeOf(broken.analyst.chapters(inputOf(), contextOf().context))).toBe('model_failed');
    expect(broken.server.requests).toHaveLength(4);
  });

  it('is asked once more where it broke off, and given up where it goes silent', async () => {
    const mended = await analystOn((_request, count) => (count === 1 ? { cut: notes().text } : notes()));
    expect((await mended.analyst.chapters(inputOf(), contextOf().context)).chapters).toHaveLength(2);
    for (const answer of [{ hang: true }, { stall: notes().text }] as const) {
      const slow = await analystOn(() => answer, { timeout_ms: 200 });
      await expect(slow.analyst.chapters(inputOf(), contextOf().context)).rejects.toMatchObject({ code: 'model_failed', message: 'The language model failed: it did not answer in time.' });
    }
  });

  it('that cannot be reached is said to be', async () => {
    const { analyst, server } = await analystOn(() => notes(), { retries: 1 });
    await server.stop();
    await expect(analyst.chapters(inputOf(), contextOf().context)).rejects.toMatchObject({ message: 'The language model failed: it could not be reached.' });
  }, 60_000);

  it('is left at once when the person cancels, and nothing is made of it', async () => {
    const { safe, server } = await analystOn(() => ({ stall: notes().text }));
    const controller = new AbortController();
    const told = contextOf({ signal: controller.signal });
    told.context.partial = () => controller.abort(new Error('cancelled by the test'));
    const run = safe.summary(inputOf(), told.context);
    await expect(run).rejects.toThrow('cancelled by the test');
    await server.abandoned;
    expect(told.parts.rows.size).toBe(0);
  });

  it('that proves nothing gives way to the analysis without it, which says why', async () => {
    const { safe } = await analystOn((request) => (isNotes(request) ? { text: JSON.stringify({ summary: [], sections: [], ideas: [], phrases: [] }) } : short));
    const { analyst, chapters, summary, coverage } = await everything(safe, inputOf(), contextOf());
    expect(analyst).toEqual({ engine: 'extractive', note: expect.stringContaining('bears out') as string });
    expect([chapters.length > 0, summary.paragraphs.length > 0, coverage.ratio]).toEqual([true, true, 1]);
  });

  it.each([
    ['It is about bridges [0]. It ends with lighthouses [1].', 'It is about bridges. It ends with lighthouses.', 1],
    ['It is about bridges. Unicorns dance [0] and sing.', 'It is about bridges. Unicorns dance and sing.', 2 / 4],
    ['It is about bridges. [7] It ends with lighthouses. [1', 'It is about bridges. It ends with lighthouses.', 2 / 4],
    ['It is about bridges. It ends with lighthouses. [1]', 'It is about bridges. It ends with lighthouses.', 3 / 4],
    ['It is about bridges.', 'It is about bridges.', 2 / 3],
  ])('of the short summary what names no note that bears it out counts as not evidenced: %s', async (text, shown, evidenced) => {
    const { analyst } = await analystOn((request) => (isNotes(request) ? notes() : { text }));
    const told = contextOf();
    const { summary, coverage } = await analyst.summary(inputOf(), told.context);
    expect([summary.short, coverage.evidenced]).toEqual([shown, evidenced]);
    expect(told.partials.join()).not.toMatch(/\[/);
  });

  it('that fails on the short summary alone leaves the paragraphs, and that is said', async () => {
    const { analyst } = await analystOn((request) => (isNotes(request) ? notes() : { text: 'At 12:34 bridges are discussed.' }));
    const { summary, analyst: info } = await analyst.summary(inputOf(), contextOf().context);
    expect(summary.short).toBe('Bridges carry trains. Lighthouses guide ships.');
    expect(info.note).toContain('named a time');
  });

  it('that fails on the short summary leaves the first sentence of each paragraph, in every script', async () => {
    const summary = [{ ...good.summary[0], text: '桥梁承载火车。它们跨越河流。' }, { ...good.summary[0], text: '它们很长。' }, { ...good.summary[1], text: '灯塔指引船只。它们很高。' }];
    const { analyst } = await analystOn((request) => (isNotes(request) ? notes({ summary }) : { status: 401 }));
    const told = await analyst.summary(inputOf(), contextOf().context);
    expect(told.summary).toMatchObject({ short: '桥梁承载火车。灯塔指引船只。', paragraphs: [{ text: '桥梁承载火车。它们跨越河流。它们很长。' }, { text: '灯塔指引船只。它们很高。' }] });
  });
});
