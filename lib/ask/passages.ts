import { joinTexts } from '#lib/captions/join-text.ts';
import { splitWords } from '#lib/analysis/extractive/words.ts';
import type { Passage } from '#lib/protocol/ask.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { readQuestion, type Term } from './query.ts';
import type { SearchIndex, Window } from './search-index.ts';

/** A passage with the cues that it stands for; indices, both included. */
export type Found = Passage & { first_cue: number; last_cue: number };

/** BM25's usual constants (Robertson and Zaragoza 2009). */
const K1 = 1.2;
const B = 0.75;
/** A passage must hold this share of the question, its words weighed by how rare they are. */
const ENOUGH = 0.4;
/** Passages this far behind the best one only make the list long. */
const TAIL = 0.35;

/** The passages that speak of what a question asks, best first; none where the transcript does not speak of it. */
export function findPassages(question: string, index: SearchIndex, { cues, most }: { cues: readonly Cue[]; most: number }): Found[] {
  const terms = readQuestion(question, index);
  const whole = terms.reduce((sum, { weight }) => sum + weight, 0);
  const ranked = index.windows
    .map((window) => ({ window, ...scoreOf(window, terms, index) }))
    .filter(({ held }) => whole > 0 && held / whole >= ENOUGH)
    .map(({ window, score, held }) => ({ window, score: score * (0.5 + held / whole / 2) }))
    .toSorted((a, b) => b.score - a.score || a.window.first_cue - b.window.first_cue);
  const best = ranked[0]?.score ?? 0;
  const kept: Window[] = [];
  for (const { window, score } of ranked) {
    if (kept.length === most || score < best * TAIL) break;
    if (kept.every((other) => window.last_cue < other.first_cue || window.first_cue > other.last_cue)) kept.push(window);
  }
  const stems = new Set(terms.flatMap((term) => [...term.stems.keys()]));
  return kept.map((window) => present(window, { cues, stems, index }));
}

function scoreOf({ stems, length }: Window, terms: readonly Term[], { mean_length }: SearchIndex): { score: number; held: number } {
  let score = 0;
  let held = 0;
  for (const term of terms) {
    let frequency = 0;
    let share = 0;
    for (const [stem, weight] of term.stems) {
      const count = stems.get(stem) ?? 0;
      frequency += count * weight;
      if (count > 0) share = Math.max(share, weight);
    }
    held += share * term.weight;
    score += (term.weight * frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / Math.max(1, mean_length)));
  }
  return { score, held };
}

/** A passage begins with the first sentence that has a word of the question: who goes there hears it at once. */
function present({ sentences, last_cue }: Window, { cues, stems, index }: { cues: readonly Cue[]; stems: ReadonlySet<string>; index: SearchIndex }): Found {
  const from = sentences.findIndex((sentence) => sentence.stems.some((stem) => stems.has(stem)));
  const told = sentences.slice(Math.max(0, from));
  const first_cue = told[0]?.first_cue ?? 0;
  const text = joinTexts(told.map((sentence) => sentence.text));
  const [first, last] = [cues[first_cue], cues[last_cue]];
  return { text, start: first?.start ?? 0, end: Math.max(first?.start ?? 0, last?.end ?? 0), marks: marksIn(text, stems, index), first_cue, last_cue };
}

function marksIn(text: string, stems: ReadonlySet<string>, { language }: SearchIndex): Passage['marks'] {
  const marks: Passage['marks'] = [];
  let at = 0;
  for (const word of splitWords(text, language)) {
    const from = text.indexOf(word.text, at);
    if (from < 0) continue;
    at = from + word.text.length;
    if (word.content && stems.has(word.stem)) marks.push([from, at]);
  }
  return marks;
}
