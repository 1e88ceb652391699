import type { Cue } from '#lib/protocol/result.ts';
import { formatClock } from './clock-text.ts';

/** WebVTT, with speakers as voices. */
export function writeVtt(cues: readonly Cue[]): string {
  return `${['WEBVTT', ...cues.map(block)].join('\n\n')}\n`;
}

function block({ start, end, text, speaker }: Cue): string {
  const voice = speaker === undefined ? '' : `<v ${escape(oneLine(speaker))}>`;
  return `${formatClock(start, '.')} --> ${formatClock(end, '.')}\n${voice}${escape(oneLine(text))}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('{', '&#123;');
}
