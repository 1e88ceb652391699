import { foldText } from '#lib/protocol/search-text.ts';
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

/** A word that is looked for, as texts are folded, and as LIKE is asked for it: what was stored by earlier versions has its accents. */
export type SearchWord = { folded: string; patterns: readonly string[] };

/** The words of a query that say anything to LIKE, the first eight of them. */
export function searchWords(query: string): SearchWord[] {
  const words = query.split(/\s+/).map((word) => {
    const folded = foldText(word);
    return { folded, patterns: [...new Set([folded, word.normalize('NFKC').toLowerCase()])].map(likePattern) };
  });
  return words.filter(({ patterns: [pattern = ''] }) => /[^_]/.test(pattern)).slice(0, MOST_WORDS);
}

/** `%`, `_` and `\` mean something to LIKE: `_` matches any character, themselves included. Postgres takes no zero byte. */
function likePattern(word: string): string {
  return word.replace(/[%\\]/g, '_').replaceAll('\u0000', '');
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
