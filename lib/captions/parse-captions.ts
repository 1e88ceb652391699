import type { Cue } from '#lib/protocol/result.ts';
import { cleanCues } from './clean-cues.ts';
import { shortLanguage } from './language.ts';
import { isSrt, parseSrt } from './parse-srt.ts';
import { isVtt, parseVtt } from './parse-vtt.ts';
import type { RawCaptions } from './raw-cue.ts';

type Format = { is: (text: string) => boolean; parse: (text: string) => RawCaptions };

/** In the order in which they are tried: the surest sign first. */
const FORMATS = {
  vtt: { is: isVtt, parse: parseVtt },
  srt: { is: isSrt, parse: parseSrt },
} as const satisfies Record<string, Format>;

export type CaptionFormat = keyof typeof FORMATS;

export type ParsedCaptions = {
  format: CaptionFormat;
  /** BCP 47 in its shortest form; null where the file does not say. */
  language: string | null;
  /** Ordered, `start < end`, never empty. */
  cues: Cue[];
};

/**
 * Timed text of any known format. The bytes decide; `hint` (a format's name) only settles which is tried first.
 * @returns null where the text is no captions at all; never throws.
 */
export function parseCaptions(text: string, hint?: string | null): ParsedCaptions | null {
  const names = Object.keys(FORMATS) as CaptionFormat[];
  const hinted = names.filter((name) => name === hint);
  const format = [...hinted, ...names].find((name) => FORMATS[name].is(text));
  if (format === undefined) return null;
  const { cues, language } = FORMATS[format].parse(text);
  return { format, language: shortLanguage(language), cues: cleanCues(cues) };
}
