import { Failure } from '#lib/protocol/errors.ts';
import type { ResultFormat } from '#lib/protocol/http.ts';
import type { MindMapNode, PartialResult, Transcript } from '#lib/protocol/result.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { mindMapSvg } from '#lib/mindmap/svg.ts';
import { writeSrt } from '#lib/captions/write-srt.ts';
import { writeVtt } from '#lib/captions/write-vtt.ts';
import { freeMind } from './freemind.ts';
import { markdown } from './markdown.ts';
import { opml } from './opml.ts';
import { plainText } from './plain-text.ts';
import { png } from './png.ts';

export type ExportFile = { body: string | Uint8Array; content_type: string; filename: string };

const CONTENT_TYPES: Record<ResultFormat, string> = {
  json: 'application/json; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  vtt: 'text/vtt; charset=utf-8',
  opml: 'text/x-opml; charset=utf-8',
  mm: 'application/x-freemind; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  png: 'image/png',
};

/**
 * What is done so far, as a file of one format.
 * @throws Failure `conflict` where the part that the format shows is not done.
 */
export function exportResult(format: ResultFormat, view: TaskView): ExportFile {
  const result = view.result;
  if (!result || Object.keys(result).length === 0) throw notDone('Nothing of this task is done yet.');
  return { body: write(format, view, result), content_type: CONTENT_TYPES[format], filename: `${slug(result.video?.title ?? view.id)}.${format}` };
}

function write(format: ResultFormat, view: TaskView, result: PartialResult): string | Uint8Array {
  switch (format) {
    case 'json':
      return JSON.stringify({ ...result, partial: view.status !== 'completed' });
    case 'md':
      return markdown(view, result);
    case 'txt':
      return plainText(result);
    case 'srt':
      return writeSrt(transcriptOf(result).cues);
    case 'vtt':
      return writeVtt(transcriptOf(result).cues);
    case 'opml':
      return opml(mindMapOf(result), result.video ?? null);
    case 'mm':
      return freeMind(mindMapOf(result), result.video ?? null);
    case 'svg':
      return mindMapSvg(mindMapOf(result));
    case 'png':
      return png(mindMapSvg(mindMapOf(result)));
  }
}

function transcriptOf(result: PartialResult): Transcript {
  if (!result.transcript) throw notDone('The transcript is not done yet.');
  return result.transcript;
}

function mindMapOf(result: PartialResult): MindMapNode {
  if (!result.mind_map) throw notDone('The mind map is not done yet.');
  return result.mind_map;
}

function notDone(message: string): Failure {
  return new Failure('conflict', { message, hint: 'Wait until the stage is done, then ask again.' });
}

/** A file name that every system takes; letters of any script are kept. */
function slug(title: string): string {
  const name = title.normalize('NFC').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return [...name].slice(0, 60).join('') || 'result';
}
