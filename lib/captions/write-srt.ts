import type { Cue } from '#lib/protocol/result.ts';
import { formatClock } from './clock-text.ts';
import { readsAsMarkup } from './plain-text.ts';

/** SubRip, with speakers before a colon. */
export function writeSrt(cues: readonly Cue[]): string {
  return cues.map((cue, index) => `${index + 1}\n${block(cue)}\n`).join('\n');
}

function block({ start, end, text, speaker }: Cue): string {
  const said = speaker === undefined ? text : `${speaker}: ${text}`;
  return `${formatClock(start, ',')} --> ${formatClock(end, ',')}\n${escape(said.replace(/\s+/g, ' ').trim())}`;
}

/** Many players show SRT entities as they stand, so they are written only where the text would be taken for markup. */
function escape(text: string): string {
  if (!readsAsMarkup(text) && !text.includes('-->')) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('{', '&#123;');
}
