import { describe, expect, it } from 'vitest';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { zChapter, zKeyIdea, zKeyPhrase, zMindMap, zSummary, type MindMapNode } from '#lib/protocol/result.ts';
import { MemoryParts } from '#lib/testing/memory-parts.ts';
import type { AnalysisInput } from '../analyst.ts';
import { createExtractiveAnalyst } from './analyst.ts';

const THEMES = ['The bridge carries the road and steel cables hold the bridge deck.', 'The dough rests in a warm bowl and yeast lets the dough rise.', 'Whales dive into the ocean and sing long songs.'];
const cuesOf = (each: number): AnalysisInput['cues'] =>
  THEMES.flatMap((text) => Array.from({ length: each }, (_, index) => `${text} That is point ${index}.`)).map((text, index) => ({ text, start: index * 5, end: index * 5 + 4 }));

const inputOf = (cues: AnalysisInput['cues'], more: Partial<AnalysisInput> = {}): AnalysisInput =>
  ({ cues, language: 'en', output_language: null, title: 'Three things', author_chapters: [], ...more });

function contextOf(signal = new AbortController().signal) {
  const told: [number, number, string][] = [];
  const partials: string[] = [];
  const context: WorkContext = { signal, progress: (...progress) => told.push(progress), partial: (text) => partials.push(text), parts: new MemoryParts() };
  return { context, told, partials };
}

const flat = (node: MindMapNode): MindMapNode[] => [node, ...node.children.flatMap(flat)];

describe('the analyst without a model', () => {
  it('gives every part in the words of the protocol', async () => {
    const analyst = createExtractiveAnalyst();
    const input = inputOf(cuesOf(12));
    const { context } = contextOf();
    const [{ chapters }, { summary, coverage }, { key_ideas, key_phrases }] = await Promise.all([analyst.chapters(input, context), analyst.summary(input, context), analyst.keyIdeas(input, context)]);
    const map = await analyst.mindMap(input, { chapters, key_ideas, key_phrases }, context);
    for (const [schema, value] of [[zChapter.array(), chapters], [zSummary, summary], [zKeyIdea.array(), key_ideas], [zKeyPhrase.array(), key_phrases], [zMindMap, map]] as const) expect(schema.safeParse(value).error).toBeUndefined();
    expect(coverage).toEqual({ ratio: 1, chunks: 1 });
    expect(summary.paragraphs).toHaveLength(chapters.length);
  });

  it.each([['words without end', ', '], ['signs without spaces', '今']])('reads a single cue of %s', async (_, piece) => {
    const input = inputOf([{ start: 0, end: 5, text: piece.repeat(300_000) }, { start: 5, end: 9, text: 'And the end.' }]);
    const analyst = createExtractiveAnalyst();
    const [{ chapters }] = await Promise.all([analyst.chapters(input, contextOf().context), analyst.summary(input, contextOf().context)]);
    expect(chapters.length).toBeGreaterThan(0);
  });

  it('draws a map of three levels, no title twice, on starts of cues', async () => {
    const input = inputOf(cuesOf(12));
    const map = await createExtractiveAnalyst().mindMap(input, { chapters: null, key_ideas: null, key_phrases: null }, contextOf().context);
    const nodes = flat(map);
    const titles = nodes.map(({ title }) => title.toLowerCase());
    expect(new Set(titles).size).toBe(titles.length);
    expect(map.title).toBe('Three things');
    expect(map.children.some(({ children }) => children.length > 0)).toBe(true);
    expect(map.children.flatMap(({ children }) => children).every(({ children }) => children.length === 0)).toBe(true);
    const starts = new Set(input.cues.map(({ start }) => start));
    expect(nodes.every(({ start }) => starts.has(start))).toBe(true);
  });

  it('keeps the chapters of the author, on the nearest cues', async () => {
    const author_chapters = [{ title: 'Opening', start: 0 }, { title: 'Baking', start: 61 }];
    const { chapters } = await createExtractiveAnalyst().chapters(inputOf(cuesOf(12), { author_chapters }), contextOf().context);
    expect(chapters.map(({ title, start, origin }) => ({ title, start, origin }))).toEqual([{ title: 'Opening', start: 0, origin: 'author' }, { title: 'Baking', start: 60, origin: 'author' }]);
  });

  it('lets others have their turn while it draws a map of very many chapters', async () => {
    const analyst = createExtractiveAnalyst();
    const input = inputOf(cuesOf(200));
    const { context } = contextOf();
    const { chapters } = await analyst.chapters(input, context);
    const many = input.cues.map(({ start, end }, index) => ({ ...chapters[0]!, title: `${index}`, start, end }));
    let turns = 0;
    const others = setInterval(() => void (turns += 1), 0);
    await analyst.mindMap(input, { chapters: many, key_ideas: null, key_phrases: null }, context);
    clearInterval(others);
    expect(turns).toBeGreaterThan(1);
  });

  it('refines a long chapter of the author inside', async () => {
    const author_chapters = [{ title: 'All of it', start: 0 }];
    const { chapters } = await createExtractiveAnalyst().chapters(inputOf(cuesOf(120), { author_chapters }), contextOf().context);
    expect(chapters[0]).toMatchObject({ title: 'All of it', origin: 'author' });
    expect(chapters.slice(1).some(({ start, origin }) => origin === 'detected' && Math.abs(start - 600) <= 10)).toBe(true);
  });

  it('lets the summary grow, each text longer than the one before', async () => {
    const { context, partials, told } = contextOf();
    const { summary } = await createExtractiveAnalyst().summary(inputOf(cuesOf(12)), context);
    expect(partials.length).toBeGreaterThan(1);
    for (const [index, text] of partials.slice(1).entries()) expect(text.startsWith(partials[index]!)).toBe(true);
    expect(partials.at(-1)).toBe([summary.short, ...summary.paragraphs.map(({ text }) => text)].join('\n\n'));
    expect(told.at(-1)?.slice(0, 2)).toEqual([told.at(-1)?.[1], told.at(-1)?.[1]]);
  });

  it('stops when it is told to, and can be asked again', async () => {
    const analyst = createExtractiveAnalyst();
    const input = inputOf(cuesOf(400));
    const stop = new AbortController();
    const stopped = analyst.chapters(input, contextOf(stop.signal).context);
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    await expect(analyst.chapters(input, contextOf().context)).resolves.toMatchObject({ analyst: { engine: 'extractive' } });
  });

  it('names a transcript without words by the title of the video', async () => {
    for (const cues of [[], [{ text: '[Music]', start: 3, end: 5 }]]) {
      const analyst = createExtractiveAnalyst();
      const { context } = contextOf();
      const input = inputOf(cues);
      const { chapters } = await analyst.chapters(input, context);
      expect(chapters).toEqual([{ title: 'Three things', start: cues[0]?.start ?? 0, end: cues[0]?.end ?? 0, origin: 'detected' }]);
      expect((await analyst.summary(input, context)).summary).toEqual({ short: '', paragraphs: [] });
      expect(await analyst.mindMap(input, { chapters, key_ideas: null, key_phrases: null }, context)).toEqual({ title: 'Three things', start: cues[0]?.start ?? 0, children: [] });
    }
  });
});
