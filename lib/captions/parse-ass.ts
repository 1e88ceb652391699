import type { Steps } from '#lib/platform/steps.ts';
import { boundCues, boundLetters } from './bounds.ts';
import { parseClock } from './clock-text.ts';
import { linesOf, type RawCaptions, type RawCue } from './raw-cue.ts';

/** The fields of a line where the file names none (SubStation Alpha v4+). */
const FIELDS = ['layer', 'start', 'end', 'style', 'name', 'marginl', 'marginr', 'marginv', 'effect', 'text'];
/** No line that names the fields is longer. */
const LONGEST_FORMAT = 1000;
/** Overrides, and what they hold for. */
const OVERRIDDEN = /\{([^{}]*)\}([^{}]*)/g;

/** SubStation Alpha (.ssa, .ass): dialogue lines; the actor's name is the speaker. */
export function* parseAss(text: string): Steps<RawCaptions | null> {
  if (!/^\ufeff?\s*\[Script Info\]/i.test(text.slice(0, 1000)) && !/^\[Events\][ \t]*$/im.test(text.slice(0, 100_000))) return null;
  const cues: RawCue[] = [];
  let fields = FIELDS;
  let inEvents = false;
  for (const line of linesOf(text)) {
    yield;
    const [kind = ''] = line.split(':', 1);
    const rest = line.slice(kind.length + 1);
    if (line.startsWith('[')) inEvents = /^\[Events\]/i.test(line);
    else if (inEvents && kind === 'Format') fields = rest.slice(0, LONGEST_FORMAT).split(',').map((field) => field.trim().toLowerCase());
    else if (inEvents && kind === 'Dialogue') cues.push(...dialogue(rest, fields));
    boundCues(cues.length);
  }
  return { cues, language: null };
}

/** The text is the last field, so its own commas stay. */
function dialogue(rest: string, fields: readonly string[]): RawCue[] {
  const values = rest.split(',', fields.length - 1);
  const at = (field: string) => values[fields.indexOf(field)]?.trim() ?? '';
  const start = parseClock(at('start'));
  const text = rest.slice(values.reduce((sum, value) => sum + value.length + 1, 0));
  if (start === null) return [];
  boundLetters(text.length);
  return [{ start, end: parseClock(at('end')), text: assText(text), speaker: at('name') || at('actor') || undefined }];
}

/** The words of a line of dialogue, without its overrides and drawings: what follows `\p1` up to `\p0` is strokes. */
export function assText(text: string): string {
  let drawn = false;
  const words = text.replace(OVERRIDDEN, (_, overrides: string, following: string) => {
    const scale = overrides.match(/\\p\d/g)?.at(-1);
    if (scale !== undefined) drawn = scale !== '\\p0';
    return drawn ? '' : following;
  });
  return words.replaceAll('\\h', ' ').replace(/\\[Nn]/g, '\n');
}
