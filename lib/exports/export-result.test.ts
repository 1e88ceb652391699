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
const text = (format: ResultFormat) => String(exportResult(query(format), view).body);

/** Element names and texts as an XML reader sees them. */
function read(xml: string): { names: string[]; texts: string } {
  const names: string[] = [];
  let texts = '';
  const parser = new Parser({ onopentag: (name, attributes) => { names.push(name); texts += Object.values(attributes).join(' '); }, ontext: (part) => { texts += part; } }, { xmlMode: true });
  parser.end(xml);
  return { names, texts };
}

describe('exportResult', () => {
  it('gives every format with its type and a file name', () => {
    for (const format of RESULT_FORMATS) {
      const file = exportResult(query(format), view);
      expect(file.body.length).toBeGreaterThan(20);
      expect(file.filename).toMatch(/^[\p{L}\p{N}-]+(\.chapters)?\.[a-z]{2,4}$/u);
    }
  });

  it('writes captions that read back as the same cues', () => {
    for (const format of ['srt', 'vtt'] as const) {
      const back = parseCaptions(text(format));
      expect(back?.format).toBe(format);
      expect(back?.cues.map(({ start, end }) => ({ start, end }))).toEqual(result.transcript.cues.map(({ start, end }) => ({ start, end })));
      expect(back?.cues[0]?.text).toContain('Hello & welcome');
    }
  });

  it('draws a map in which nothing can run, whatever the labels hold', () => {
    const { names, texts } = read(text('svg'));
    expect(new Set(names)).toEqual(new Set(['svg', 'title', 'rect', 'path', 'text', 'tspan']));
    expect(texts).toContain('onerror=alert(1)');
    expect(text('svg')).not.toContain('\u0007');
  });

  it('gives outlines with every node, linked to its moment', () => {
    for (const format of ['opml', 'mm'] as const) {
      const { names, texts } = read(text(format));
      expect(names.filter((name) => name === 'outline' || name === 'node')).toHaveLength(4);
      expect(texts).toContain('https://example.org/v.mp4#t=2');
    }
  });

  it('draws the picture as a PNG', () => {
    const { body } = exportResult(query('png'), view);
    expect(Buffer.from(body as Uint8Array).subarray(1, 4).toString()).toBe('PNG');
    expect(body.length).toBeGreaterThan(2000);
  });

  it('writes Markdown whose text stays text and whose times are links', () => {
    const markdown = text('md');
    expect(markdown).toMatch(/^---\ntitle: "/);
    expect(markdown).toContain('[0:02](<https://example.org/v.mp4#t=2>)');
    expect(markdown).not.toContain('\n<img');
    expect(markdown).toContain('100 % of the transcript read');
  });

  it('draws in the colours that are asked for', () => {
    const dark = String(exportResult({ format: 'svg', theme: 'dark' }, view).body);
    expect(dark).toContain('#14161f');
    expect(dark).not.toBe(text('svg'));
  });

  it('writes one page in which nothing can run, with the map in it', () => {
    const names: string[] = [];
    const attributes: string[] = [];
    const parser = new Parser({ onopentag: (name, given) => { names.push(name); attributes.push(...Object.keys(given)); } });
    parser.end(text('html'));
    expect(names).toContain('svg');
    for (const name of ['script', 'img', 'iframe', 'object', 'base', 'form']) expect(names).not.toContain(name);
    expect(attributes.filter((name) => name.startsWith('on'))).toEqual([]);
    const sly = { ...view, result: { ...result, video: { ...result.video, page_url: 'javascript:alert(1)', media_url: null } } };
    expect(String(exportResult(query('html'), sly).body)).not.toContain('href="javascript');
  });

  it('gives YouTube no chapter under 10 s, and a first one at 0:00', () => {
    const chapters = [[3, 'a'], [9, 'b'], [40, 'c'], [3605, 'd']].map(([start, title]) => ({ title: String(title), start: Number(start), end: 4000, origin: 'detected' as const }));
    expect(String(exportResult(query('chapters_txt'), { ...view, result: { ...result, chapters } }).body)).toBe('0:00 a\n0:40 c\n1:00:05 d\n');
  });

  it('says in JSON whether more is to come', () => {
    expect(JSON.parse(text('json'))).toMatchObject({ partial: false, video: { author: 'Ada' } });
    const running = exportResult(query('json'), { ...view, status: 'running' });
    expect(JSON.parse(String(running.body))).toMatchObject({ partial: true });
  });

  it('refuses what is not done yet', () => {
    const code = (run: () => unknown) => { try { run(); return null; } catch (error) { return asFailure(error).code; } };
    expect(code(() => exportResult(query('json'), { ...view, result: null }))).toBe('conflict');
    expect(code(() => exportResult(query('svg'), { ...view, result: { video: result.video } }))).toBe('conflict');
    expect(code(() => exportResult(query('srt'), { ...view, result: { video: result.video } }))).toBe('conflict');
    expect(code(() => exportResult(query('chapters_vtt'), { ...view, result: { video: result.video } }))).toBe('conflict');
  });
});
