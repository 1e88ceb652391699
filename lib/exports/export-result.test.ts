import { describe, expect, it } from 'vitest';
import { Parser } from 'htmlparser2';
import { asFailure } from '#lib/protocol/errors.ts';
import { RESULT_FORMATS, type ResultFormat } from '#lib/protocol/http.ts';
import { zResult, type Result } from '#lib/protocol/result.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { parseCaptions } from '#lib/captions/parse-captions.ts';
import { exportResult } from './export-result.ts';

const NASTY = `<img src=x onerror=alert(1)> "quoted" & 'ticked' ]]> # 1. *bold* | 日本語 مرحبا \u0007`;

const result: Result = zResult.parse({
  video: { kind: 'media', title: NASTY, author: 'Ada', duration: 120, thumbnail_url: null, page_url: 'https://example.org/v.mp4', media_url: 'https://example.org/v.mp4' },
  transcript: { language: 'en', origin: 'captions', cues: [{ start: 0, end: 2, text: 'Hello & welcome', speaker: 'Ada' }, { start: 2.5, end: 4.25, text: NASTY }] },
  summary: { short: 'Short.', paragraphs: [{ text: 'A paragraph.', start: 0, end: 2 }] },
  key_ideas: [{ title: 'Idea', text: 'Text', start: 2.5, end: 4.25, score: 1 }],
  chapters: [{ title: NASTY, start: 0, end: 4.25, origin: 'detected' }],
  key_phrases: [{ text: 'key phrase', score: 1 }],
  mind_map: { title: NASTY, start: 0, children: [{ title: 'a', start: 0, children: [{ title: NASTY, start: 2.5, children: [] }] }, { title: 'b', start: 2.5, children: [] }] },
  coverage: { ratio: 1, chunks: 1 },
  analyst: { engine: 'extractive' },
});
const view: TaskView = { ...blankView('t1', '2026-01-01T00:00:00.000Z'), url: 'https://example.org/v.mp4', status: 'completed', result, video: result.video };
const query = (format: ResultFormat) => ({ format, theme: 'light' as const });
const text = async (format: ResultFormat) => String((await exportResult(query(format), view)).body);

/** Element names and texts as an XML reader sees them. */
function read(xml: string): { names: string[]; texts: string } {
  const names: string[] = [];
  let texts = '';
  const parser = new Parser({ onopentag: (name, attributes) => { names.push(name); texts += Object.values(attributes).join(' '); }, ontext: (part) => { texts += part; } }, { xmlMode: true });
  parser.end(xml);
  return { names, texts };
}

describe('exportResult', () => {
  it('gives every format with its type and a file name', async () => {
    for (const format of RESULT_FORMATS) {
      const file = await exportResult(query(format), view);
      expect(file.body.length).toBeGreaterThan(20);
      expect(file.filename).toMatch(/^[\p{L}\p{N}-]+(\.chapters)?\.[a-z]{2,4}$/u);
    }
  });

  it('writes captions that read back as the same cues', async () => {
    for (const format of ['srt', 'vtt'] as const) {
      const back = parseCaptions(await text(format));
      expect(back?.format).toBe(format);
      expect(back?.cues.map(({ start, end }) => ({ start, end }))).toEqual(result.transcript.cues.map(({ start, end }) => ({ start, end })));
      expect(back?.cues[0]?.text).toContain('Hello & welcome');
    }
  });

  it('draws a map in which nothing can run, whatever the labels hold', async () => {
    const { names, texts } = read(await text('svg'));
    expect(new Set(names)).toEqual(new Set(['svg', 'title', 'rect', 'path', 'text', 'tspan']));
    expect(texts).toContain('onerror=alert(1)');
    expect(await text('svg')).not.toContain('\u0007');
  });

  it('gives outlines with every node, linked to its moment', async () => {
    for (const format of ['opml', 'mm'] as const) {
      const { names, texts } = read(await text(format));
      expect(names.filter((name) => name === 'outline' || name === 'node')).toHaveLength(4);
      expect(texts).toContain('https://example.org/v.mp4#t=2');
    }
  });

  it('draws the picture as a PNG', async () => {
    const { body } = await exportResult(query('png'), view);
    expect(Buffer.from(body as Uint8Array).subarray(1, 4).toString()).toBe('PNG');
    expect(body.length).toBeGreaterThan(2000);
  });

  it('lets everybody else go on while the picture is drawn', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await exportResult(query('png'), view);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('names files and tags in any script, with the marks that it is written with', async () => {
    const hindi = { ...view, result: { ...result, video: { ...result.video, title: '«हिन्दी» व्याख्यान!' }, key_phrases: [{ text: 'भाषा विज्ञान', score: 1 }, { text: '++', score: 1 }, { text: 'C++', score: 1 }] } };
    const { filename, body } = await exportResult(query('md'), hindi);
    expect(filename).toBe('हिन्दी-व्याख्यान.md');
    expect(body).toContain('tags: ["भाषा-विज्ञान","c"]');
  });

  it('writes Markdown whose text stays text and whose times are links', async () => {
    const markdown = await text('md');
    expect(markdown).toMatch(/^---\ntitle: "/);
    expect(markdown).toContain('[0:02](<https://example.org/v.mp4#t=2>)');
    expect(markdown).not.toContain('\n<img');
    expect(markdown).toContain('100 % of the transcript read');
  });

  it('draws in the colours that are asked for', async () => {
    const dark = String((await exportResult({ format: 'svg', theme: 'dark' }, view)).body);
    expect(dark).toContain('#14161f');
    expect(dark).not.toBe(await text('svg'));
  });

  it('writes one page in which nothing can run, with the map in it', async () => {
    const names: string[] = [];
    const attributes: string[] = [];
    const parser = new Parser({ onopentag: (name, given) => { names.push(name); attributes.push(...Object.keys(given)); } });
    parser.end(await text('html'));
    expect(names).toContain('svg');
    for (const name of ['script', 'img', 'iframe', 'object', 'base', 'form']) expect(names).not.toContain(name);
    expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
    const sly = { ...view, result: { ...result, video: { ...result.video, page_url: 'javascript:alert(1)', media_url: null } } };
    expect(String((await exportResult(query('html'), sly)).body)).not.toContain('href="javascript');
  });

  it('says of each part of the page what language it is in: its headings are in English, whatever the video speaks', async () => {
    const german = { ...result, transcript: { ...result.transcript, language: 'ar' }, chapters: [...result.chapters, { title: 'Opening', start: 3, end: 4, origin: 'author' as const }], analyst: { engine: 'model' as const, language: 'de' } };
    const page = String((await exportResult(query('html'), { ...view, result: german })).body);
    expect(page).toContain('<html lang="en">');
    for (const [text, language] of [['Short.', 'de'], ['A paragraph.', 'de'], ['<strong>Idea', 'de'], ['Opening', 'ar'], ['Hello', 'ar'], ['&#60;img', 'ar']]) {
      expect(page, text).toMatch(new RegExp(`<(p|li|h1)( class="\\w+")? lang="${language}" dir="auto">(<a [^>]*>[^<]*</a> )?(<b>Ada:</b> )?${text}`));
    }
    const unknown = { ...result, transcript: { ...result.transcript, language: 'und' } };
    expect(String((await exportResult(query('html'), { ...view, result: unknown })).body)).toContain('<p class="short" lang="" dir="auto">');
  });

  it('gives YouTube no chapter under 10 s, and a first one at 0:00', async () => {
    const chapters = [[3, 'a'], [9, 'b'], [40, 'c'], [3605, 'd']].map(([start, title]) => ({ title: String(title), start: Number(start), end: 4000, origin: 'detected' as const }));
    expect(String((await exportResult(query('chapters_txt'), { ...view, result: { ...result, chapters } })).body)).toBe('0:00 a\n0:40 c\n1:00:05 d\n');
  });

  it('says in JSON whether more is to come', async () => {
    expect(JSON.parse(await text('json'))).toMatchObject({ partial: false, video: { author: 'Ada' } });
    const running = await exportResult(query('json'), { ...view, status: 'running' });
    expect(JSON.parse(String(running.body))).toMatchObject({ partial: true });
  });

  it('refuses what is not done yet', async () => {
    const code = (run: () => Promise<unknown>) => run().then(() => null, (error: unknown) => asFailure(error).code);
    expect(await code(() => exportResult(query('json'), { ...view, result: null }))).toBe('conflict');
    expect(await code(() => exportResult(query('svg'), { ...view, result: { video: result.video } }))).toBe('conflict');
    expect(await code(() => exportResult(query('srt'), { ...view, result: { video: result.video } }))).toBe('conflict');
    expect(await code(() => exportResult(query('chapters_vtt'), { ...view, result: { video: result.video } }))).toBe('conflict');
  });
});
