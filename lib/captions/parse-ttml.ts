import type { Steps } from '#lib/platform/steps.ts';
import { boundCues, boundName } from './bounds.ts';
import type { RawCaptions, RawCue } from './raw-cue.ts';
import { parseTtmlTime, ttmlRates, type TtmlRates } from './ttml-time.ts';
import { readCaptionMarkup, rootOf, withoutPrefixes } from './markup.ts';

/** An element that is open: the time its children count from, and the cue that its text goes to. */
type Open = { begin: number; end: number | null; cue: RawCue | null; silent: boolean };
type Attributes = Record<string, string>;

/** Not said: titles, agents, styles, readings beside words. */
const SILENT = new Set(['head', 'metadata', 'title', 'desc', 'copyright', 'agent', 'name', 'set']);

/**
 * TTML, DFXP, SMPTE-TT, EBU-TT and IMSC (https://www.w3.org/TR/ttml2/): times of an element count from its
 * parent's begin; a paragraph, or a span with times of its own, is a cue; agents are speakers.
 */
export function* parseTtml(text: string): Steps<RawCaptions | null> {
  if (rootOf(text) !== 'tt') return null;
  const reader = new Reader();
  yield* readCaptionMarkup(text, 'xml', withoutPrefixes(reader));
  return { cues: reader.cues, language: reader.language };
}

class Reader {
  readonly cues: RawCue[] = [];
  language: string | null = null;
  #rates: TtmlRates = ttmlRates({});
  #stack: Open[] = [];
  readonly #agents = new Map<string, string>();
  #agent: string | null = null;

  open(name: string, attributes: Attributes): void {
    const parent = this.#stack.at(-1) ?? { begin: 0, end: null, cue: null, silent: false };
    if (name === 'tt') {
      this.#rates = ttmlRates(attributes);
      this.language = attributes['xml:lang'] ?? null;
    }
    if (name === 'agent') this.#agent = attributes['xml:id'] ?? null;
    if (name === 'br' && parent.cue) parent.cue.text += '\n';
    this.#stack.push(this.#enter(name, attributes, parent));
  }

  text(piece: string): void {
    const top = this.#stack.at(-1);
    if (this.#agent !== null && piece.trim() !== '') {
      const name = `${this.#agents.get(this.#agent) ?? ''}${piece}`;
      boundName(name.length);
      this.#agents.set(this.#agent, name);
    } else if (top?.cue && !top.silent) top.cue.text += piece.replace(/\s+/g, ' ');
  }

  close(name: string): void {
    if (name === 'agent') this.#agent = null;
    this.#stack.pop();
  }

  #enter(name: string, attributes: Attributes, parent: Open): Open {
    const { begin, end, timed } = this.#times(attributes, parent);
    const silent = parent.silent || SILENT.has(name) || /^(text|textContainer|delimiter)$/.test(attributes['tts:ruby'] ?? '');
    const opens = !silent && (name === 'p' || (timed && name === 'span'));
    if (!opens) return { begin, end, cue: parent.cue, silent };
    const cue: RawCue = { start: begin, end, text: '', speaker: this.#speaker(attributes) ?? parent.cue?.speaker };
    this.cues.push(cue);
    boundCues(this.cues.length);
    return { begin, end, cue, silent };
  }

  #times(attributes: Attributes, parent: Open): { begin: number; end: number | null; timed: boolean } {
    const from = parseTtmlTime(attributes.begin, this.#rates);
    const to = parseTtmlTime(attributes.end, this.#rates);
    const length = parseTtmlTime(attributes.dur, this.#rates);
    const begin = parent.begin + (from ?? 0);
    const ends = [to === null ? null : parent.begin + to, length === null ? null : begin + length, parent.end].filter((end) => end !== null);
    return { begin, end: ends.length > 0 ? Math.min(...ends) : null, timed: from !== null || to !== null || length !== null };
  }

  #speaker(attributes: Attributes): string | undefined {
    return this.#agents.get((attributes['ttm:agent'] ?? '').split(/\s/)[0] ?? '')?.trim();
  }
}
