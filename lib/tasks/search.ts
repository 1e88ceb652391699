import { foldText, queryWords } from '#lib/protocol/search-text.ts';
import type { StageName } from '#lib/protocol/stages.ts';
import { zSummary, zTranscript } from '#lib/protocol/result.ts';
import { z } from 'zod';

const zSummaryOutput = z.looseObject({ summary: zSummary });
const MOST_WORDS = 8;

/** A text of a result, and where in the video it stands: seconds, or null for the whole of it. */
export type Line = { text: string; start: number | null };

/** Text in the one form in which it is searched. */
export function searchText(...parts: (string | null | undefined)[]): string {
  return foldText(parts.filter(Boolean).join('\n'));
}

/**
 * What the words of a query are looked for as, each in one or two spellings: what was stored by earlier versions has its accents.
 * `%`, `_` and `\` mean something to LIKE: `_` matches any character, themselves included.
 */
export function searchPatterns(query: string): string[][] {
  const spellings = query.split(/\s+/).map((word) => [...new Set([foldText(word), word.normalize('NFKC').toLowerCase()])]);
  return spellings.map((forms) => forms.map((form) => form.replace(/[%\\]/g, '_').replaceAll('\u0000', ''))).filter(([form = '']) => /[^_]/.test(form)).slice(0, MOST_WORDS);
}

/** The words that are looked for, folded. */
export function searchWords(query: string): string[] {
  return queryWords(query).slice(0, MOST_WORDS);
}

/** What of a stage's output the list can be searched for: the lines of transcript and summary. */
export function searchedLines(stage: StageName, output: unknown): Line[] {
  if (stage === 'transcript') return zTranscript.safeParse(output).data?.cues ?? [];
  if (stage !== 'summary') return [];
  const { short, paragraphs } = zSummaryOutput.safeParse(output).data?.summary ?? { short: '', paragraphs: [] };
  return [{ text: short, start: null }, ...paragraphs];
}

export function outputSearchText(stage: StageName, output: unknown): string {
  return foldText(searchedLines(stage, output).map(({ text }) => text).join(stage === 'transcript' ? ' ' : '\n'));
}
