import { atOnce, inSlices, type Steps } from '#lib/platform/steps.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { cleanCues } from './clean-cues.ts';
import { languageNamed } from './language.ts';
import { parseAss } from './parse-ass.ts';
import { parseJson } from './parse-json.ts';
import { parsePodcastHtml } from './parse-podcast-html.ts';
import { parseSbv } from './parse-sbv.ts';
import { parseSrt } from './parse-srt.ts';
import { parseTtml } from './parse-ttml.ts';
import { parseVtt } from './parse-vtt.ts';
import { parseYoutubeXml } from './parse-youtube-xml.ts';
import type { RawCaptions } from './raw-cue.ts';

/** Each gives null where the text is not its own. In the order in which they are tried: the surest sign first. JSON says which of its two formats it is. */
const PARSERS = {
  vtt: parseVtt,
  json: parseJson,
  srv3: parseYoutubeXml,
  ttml: parseTtml,
  'podcast-html': parsePodcastHtml,
  ass: parseAss,
  sbv: parseSbv,
  srt: parseSrt,
} as const satisfies Record<string, (text: string) => Steps<RawCaptions | null>>;

type ParserName = keyof typeof PARSERS;
export type CaptionFormat = Exclude<ParserName, 'json'> | 'json3' | 'podcast-json';

export type ParsedCaptions = {
  format: CaptionFormat;
  /** BCP 47 in its shortest form; null where the file does not say. */
  language: string | null;
  /** Ordered, `start < end`, never empty. */
  cues: Cue[];
};

/**
 * Timed text of any known format. The bytes decide; `hint` (a format's name) only settles which is tried first.
 * A day of talk takes a second, in which others have their turns.
 * @returns null where the text is no captions at all
 * @throws Failure `too_large` where it has more lines, cues or words in one cue than any recording; the signal's reason
 */
export function readCaptions(text: string, { hint, signal }: { hint?: string | null; signal?: AbortSignal } = {}): Promise<ParsedCaptions | null> {
  return inSlices(captionsIn(text, hint), signal);
}

/** The same at once, for what is known to be short. */
export function parseCaptions(text: string, hint?: string | null): ParsedCaptions | null {
  return atOnce(captionsIn(text, hint));
}

/** The same step by step. */
export function* captionsIn(text: string, hint?: string | null): Steps<ParsedCaptions | null> {
  const names = Object.keys(PARSERS) as ParserName[];
  const first = hint === 'json3' || hint === 'podcast-json' ? 'json' : hint;
  for (const name of new Set([...names.filter((known) => known === first), ...names])) {
    const raw = yield* readAs(name, text);
    if (raw) return { format: raw.format, language: languageNamed(raw.language), cues: yield* cleanCues(raw.cues) };
  }
  return null;
}

function* readAs(name: ParserName, text: string): Steps<(RawCaptions & { format: CaptionFormat }) | null> {
  if (name === 'json') return yield* parseJson(text);
  const raw = yield* PARSERS[name](text);
  return raw && { format: name, ...raw };
}
