import { Failure } from '#lib/protocol/errors.ts';
import type { ResultFormat, ResultQuery } from '#lib/protocol/http.ts';
import type { Chapter, MindMapNode, PartialResult, Transcript } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { mindMapSvg } from '#lib/mindmap/svg.ts';
import { writeSrt } from '#lib/captions/write-srt.ts';
import { writeVtt } from '#lib/captions/write-vtt.ts';
import { chaptersVtt } from './chapters-vtt.ts';
import { freeMind } from './freemind.ts';
import { html } from './html.ts';
import { markdown } from './markdown.ts';
import { mermaid } from './mermaid.ts';
import { opml } from './opml.ts';
import { plainText } from './plain-text.ts';
import { png } from './png.ts';
import { youtubeChapters } from './youtube-chapters.ts';

export type ExportFile = { body: string | Uint8Array; content_type: string; filename: string };

type Format = { content_type: string; extension: string; write(given: Given): string | Promise<Uint8Array> };
type Given = { view: TaskView; result: PartialResult; theme: ResultQuery['theme'] };

const FORMATS: Record<ResultFormat, Format> = {
  json: { content_type: 'application/json; charset=utf-8', extension: 'json', write: ({ view, result }) => JSON.stringify({ ...result, partial: view.status !== 'completed' }) },
  md: { content_type: 'text/markdown; charset=utf-8', extension: 'md', write: ({ view, result }) => markdown(view, result) },
  txt: { content_type: 'text/plain; charset=utf-8', extension: 'txt', write: ({ result }) => plainText(result) },
  html: { content_type: 'text/html; charset=utf-8', extension: 'html', write: ({ view, result }) => html(view, result) },
  srt: { content_type: 'application/x-subrip; charset=utf-8', extension: 'srt', write: ({ result }) => writeSrt(transcriptOf(result).cues) },
  vtt: { content_type: 'text/vtt; charset=utf-8', extension: 'vtt', write: ({ result }) => writeVtt(transcriptOf(result).cues) },
  chapters_vtt: { content_type: 'text/vtt; charset=utf-8', extension: 'chapters.vtt', write: ({ result }) => chaptersVtt(chaptersOf(result)) },
  chapters_txt: { content_type: 'text/plain; charset=utf-8', extension: 'chapters.txt', write: ({ result }) => youtubeChapters(chaptersOf(result)) },
  opml: { content_type: 'text/x-opml; charset=utf-8', extension: 'opml', write: ({ result }) => opml(mindMapOf(result), result.video ?? null) },
  mm: { content_type: 'application/x-freemind; charset=utf-8', extension: 'mm', write: ({ result }) => freeMind(mindMapOf(result), result.video ?? null) },
  mmd: { content_type: 'text/vnd.mermaid; charset=utf-8', extension: 'mmd', write: ({ result }) => mermaid(mindMapOf(result)) },
  svg: { content_type: 'image/svg+xml; charset=utf-8', extension: 'svg', write: ({ result, theme }) => mindMapSvg(mindMapOf(result), theme) },
  png: { content_type: 'image/png', extension: 'png', write: ({ result, theme }) => png(mindMapSvg(mindMapOf(result), theme)) },
};

/**
 * What is done so far, as a file of one format.
 * @throws Failure `conflict` where the part that the format shows is not done.
 */
export async function exportResult({ format, theme }: ResultQuery, view: TaskView): Promise<ExportFile> {
  const { result } = view;
  if (!result || Object.keys(result).length === 0) throw notDone('Nothing of this task is done yet.');
  const { content_type, extension, write } = FORMATS[format];
  return { body: await write({ view, result, theme }), content_type, filename: `${slug(result.video?.title ?? view.id)}.${extension}` };
}

function transcriptOf(result: PartialResult): Transcript {
  if (!result.transcript) throw notDone('The transcript is not done yet.');
  return result.transcript;
}

function mindMapOf(result: PartialResult): MindMapNode {
  if (!result.mind_map) throw notDone('The mind map is not done yet.');
  return result.mind_map;
}

function chaptersOf(result: PartialResult): Chapter[] {
  if (!result.chapters || result.chapters.length === 0) throw notDone('The chapters are not done yet.');
  return result.chapters;
}

function notDone(message: string): Failure {
  return new Failure('conflict', { message, hint: 'Wait until the stage is done, then ask again.' });
}

/** Characters. */
const LONGEST_NAME = 60;

/** A file name that every system takes; letters of any script are kept, with the marks that they are written with. */
function slug(title: string): string {
  const name = title.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return [...name].slice(0, LONGEST_NAME).join('') || 'result';
}
