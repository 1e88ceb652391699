import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import parseYouTubeChapters from 'get-youtube-chapters';
import MarkdownIt from 'markdown-it';
import OpmlParser from 'opmlparser';
import { parse as parseYaml } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultSchema } from '#lib/http/schemas.ts';
import type { ResultFormat } from '#lib/protocol/http.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';
import { richResult } from '#lib/testing/rich-result.ts';
import { exportResult } from './export-result.ts';
import { escapeMarkdown } from './markdown.ts';

const run = promisify(execFile);
const result = richResult();
const view: TaskView = { ...blankView('t1', '2026-01-01T00:00:00.000Z'), url: result.video.page_url, status: 'completed', result, video: result.video };
const text = async (format: ResultFormat) => String((await exportResult({ format, theme: 'light' }, view)).body);

let folder = '';
beforeAll(async () => { folder = await mkdtemp(path.join(tmpdir(), 'exports-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What ffmpeg reads in a captions file, written again as SRT. */
async function throughFfmpeg(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return (await run('ffmpeg', ['-v', 'error', '-i', file, '-f', 'srt', '-'])).stdout;
}

/** Exports as programs of other people read them. */
describe('what other programs read', () => {
  it('Markdown: front matter that YAML readers take, headings and time links that CommonMark readers find', async () => {
    const [, front = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(await text('md')) ?? [];
    const matter = parseYaml(front) as Record<string, unknown>;
    expect(matter).toMatchObject({ title: result.video.title, source: result.video.page_url, author: 'Ada', language: 'en', created: '2026-01-01' });
    for (const tag of matter['tags'] as string[]) expect(tag).toMatch(/^[\p{L}\p{N}-]+$/u);
    const tokens = new MarkdownIt({ html: true }).parse(body, {});
    const headings = tokens.flatMap((token, index) => (token.type === 'heading_open' ? [tokens[index + 1]?.children?.map((child) => child.content).join('')] : []));
    expect(headings).toEqual([result.video.title, 'Summary', 'Key ideas', 'Chapters', 'Mind map', 'Transcript']);
    const inline = tokens.flatMap((token) => token.children ?? []);
    expect(inline.filter((token) => token.type === 'link_open').map((token) => token.attrGet('href'))).toContain('https://example.org/v.mp4#t=62');
    expect([...tokens, ...inline].filter((token) => token.type.startsWith('html'))).toEqual([]);
  });

  it.each(['1) first', '2. second', '- dash', '+ plus', '=====', 'AT&amp;T &lt;b&gt; &#42;', '`code` *stars* [link](x)', '# no heading', '> no quote'])('Markdown: %s is read as it was said', (said) => {
    const [open, inline] = new MarkdownIt({ html: true }).parse(`before\n${escapeMarkdown(said)}`, {});
    expect([open?.type, inline?.content.startsWith('before')]).toEqual(['paragraph_open', true]);
    expect(inline?.children?.map((child) => (child.type === 'softbreak' ? '\n' : child.content)).join('')).toBe(`before\n${said}`);
  });

  it('JSON: valid by the schema that is published', async () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(resultSchema());
    const json = JSON.parse(await text('json')) as Record<string, unknown>;
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...json, chapters: [{ title: '' }] })).toBe(false);
  });

  it.each(['srt', 'vtt'] as const)('%s: ffmpeg finds every cue at its time', async (format) => {
    const read = await throughFfmpeg(`a.${format}`, await text(format));
    expect(read.match(/-->/g)).toHaveLength(result.transcript.cues.length);
    expect(read).toContain('00:01:02,500 --> 00:01:04,250');
    expect(read).toContain('Hello & welcome');
  });

  it('Chapters as WebVTT: ffmpeg finds each, from its start to the next one’s', async () => {
    const read = await throughFfmpeg('chapters.vtt', await text('chapters_vtt'));
    expect(read.match(/\d\d:\d\d:\d\d,\d+ --> \d\d:\d\d:\d\d,\d+/g)).toEqual(['00:00:00,000 --> 00:01:02,500', '00:01:02,500 --> 00:01:08,000', '00:01:08,000 --> 00:02:00,000', '00:02:00,000 --> 00:02:30,000']);
  });

  it('Chapters for YouTube: its readers find those long enough, from 0:00', async () => {
    const read = parseYouTubeChapters(`What this is about.\n\n${await text('chapters_txt')}\nMore words.`);
    expect(read.map(({ start, title }) => ({ start, title }))).toEqual([
      { start: 0, title: 'The start' }, { start: 62, title: result.chapters[1]?.title }, { start: 120, title: 'The end' },
    ]);
  });

  it('OPML: an outline reader finds every node, with its text and its moment', async () => {
    const parser = new OpmlParser();
    const outlines: { text: string; url?: string }[] = [];
    const done = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject));
    parser.on('readable', () => {
      for (let outline = parser.read(); outline; outline = parser.read()) outlines.push(outline);
    });
    parser.end(await text('opml'));
    await done;
    // It tells of an outline once it is closed, so inner ones come first.
    expect(outlines.map((outline) => outline.text)).toEqual([result.mind_map.children[0]?.children[0]?.title, 'Bridges', 'Rivers', result.mind_map.title]);
    expect(outlines[2]?.url).toBe('https://example.org/v.mp4#t=120');
  });
});
