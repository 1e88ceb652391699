import type { Steps } from '#lib/platform/steps.ts';
import type { Summary } from '#lib/protocol/result.ts';
import type { Section } from './chapters.ts';
import { selectSentences } from './select.ts';
import type { Quotable } from './sentence-weights.ts';

/** Words of the short summary: so many at least, and more with the square root of the minutes, but a share of all at most. */
const FEWEST_WORDS = 30;
const WORDS_A_ROOT_MINUTE = 14;
const MOST_WORDS = 220;
const MOST_SHARE = 0.3;
/** Words of a chapter's paragraph. */
const PARAGRAPH_WORDS = 30;
const MOST_PARAGRAPH_WORDS = 90;
/** Slices of time that the short summary is spread over: one for so many words. */
const WORDS_A_SLICE = 60;

export type SummaryMaterial = { quoted: readonly Quotable[]; weights: ReadonlyMap<string, number>; sections: readonly Section[]; unspaced: boolean; onParagraph(done: number, text: string): void };

/** The sentences of the short summary, in order, of at most `budget` words. */
export function* shortSummary({ quoted, weights }: Pick<SummaryMaterial, 'quoted' | 'weights'>, budget: number): Steps<Quotable[]> {
  const slices = Math.max(1, Math.round(budget / WORDS_A_SLICE));
  const all = Math.max(1, quoted.length);
  const order = new Map(quoted.map((quotable, index) => [quotable, index]));
  const sliceOf = (quotable: Quotable): number => Math.floor(((order.get(quotable) ?? 0) * slices) / all);
  const chosen = yield* selectSentences(quoted, { budget, weights, sliceOf });
  return chosen.length > 0 ? chosen : quoted.slice(0, 1);
}

/** Words that a short summary of a document has. */
export function summaryWords(quoted: readonly Quotable[], seconds: number): number {
  const all = quoted.reduce((sum, { length }) => sum + length, 0);
  const wanted = FEWEST_WORDS + WORDS_A_ROOT_MINUTE * Math.sqrt(seconds / 60);
  return Math.round(Math.min(wanted, MOST_WORDS, Math.max(FEWEST_WORDS / 2, all * MOST_SHARE)));
}

/** A short summary, and a paragraph for every chapter that says something. */
export function* summarize({ quoted, weights, sections, unspaced, onParagraph }: SummaryMaterial, budget: number): Steps<Summary> {
  const join = (sentences: readonly Quotable[]): string => sentences.map(({ text }) => text).join(unspaced ? '' : ' ');
  const short = join(yield* shortSummary({ quoted, weights }, budget));
  const paragraphs: Summary['paragraphs'] = [];
  for (const [done, { range: [from, to] }] of sections.entries()) {
    onParagraph(done, [short, ...paragraphs.map(({ text }) => text)].join('\n\n'));
    yield;
    const inside = quoted.filter(({ sentence }) => sentence.index >= from && sentence.index < to);
    const all = inside.reduce((sum, { length }) => sum + length, 0);
    const words = Math.min(MOST_PARAGRAPH_WORDS, Math.max(PARAGRAPH_WORDS, all / 8), Math.max(PARAGRAPH_WORDS / 2, all * MOST_SHARE));
    const chosen = yield* selectSentences(inside, { budget: words, weights, sliceOf: () => 0 });
    const said = chosen.length > 0 ? chosen : inside.slice(0, 1);
    const [first, last] = [said[0], said.at(-1)];
    if (first && last) paragraphs.push({ text: join(said), start: first.sentence.start, end: last.sentence.end });
  }
  onParagraph(sections.length, [short, ...paragraphs.map(({ text }) => text)].join('\n\n'));
  return { short, paragraphs };
}
