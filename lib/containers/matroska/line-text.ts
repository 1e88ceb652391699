import { assText } from '#lib/captions/parse-ass.ts';
import { textIn } from '../fields.ts';
import type { LineKind } from './tracks.ts';

export type Line = { text: string; speaker?: string | undefined };

/** What one frame of a subtitle track says. */
export function lineOf(kind: LineKind, frame: Uint8Array): Line {
  const text = textIn(frame).replace(/\r\n?/g, '\n');
  if (kind === 'ass') return assLine(text);
  // Identifier, settings, then the words (WebM, "WebVTT in WebM").
  if (kind === 'webvtt-in-webm') return { text: text.split('\n').slice(2).join('\n') };
  return { text };
}

/** ReadOrder, Layer, Style, Name, three margins, Effect, then the words with their own commas. */
function assLine(text: string): Line {
  const values = text.split(',');
  return { text: assText(values.slice(8).join(',')), speaker: values[3]?.trim() || undefined };
}
