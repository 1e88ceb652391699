import type { Cue } from '#lib/protocol/result.ts';
import { cleanCues } from './clean-cues.ts';
import { languageNamed } from './language.ts';
import { parseAss } from './parse-ass.ts';
import { parseJson3, parsePodcastJson } from './parse-json.ts';
import { parsePodcastHtml } from './parse-podcast-html.ts';
import { parseSbv } from './parse-sbv.ts';
import { parseSrt } from './parse-srt.ts';
import { parseTtml } from './parse-ttml.ts';
import { parseVtt } from './parse-vtt.ts';
import { parseYoutubeXml } from './parse-youtube-xml.ts';
import type { RawCaptions } from './raw-cue.ts';

/** Each gives null where the text is not its own. In the order in which they are tried: the surest sign first. */
const FORMATS = {
  vtt: parseVtt,
  json3: parseJson3,
  'podcast-json': parsePodcastJson,
  srv3: parseYoutubeXml,
  ttml: parseTtml,
  'podcast-html': parsePodcastHtml,
  ass: parseAss,
  sbv: parseSbv,
  srt: parseSrt,
} as const satisfies Record<string, (text: string) => RawCaptions | null>;

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
  for (const format of [...names.filter((name) => name === hint), ...names]) {
    const raw = FORMATS[format](text);
    if (raw) return { format, language: languageNamed(raw.language), cues: cleanCues(raw.cues) };
  }
  return null;
}
