import type { StageName } from '#lib/protocol/stages.ts';
import { zSummary, zTranscript } from '#lib/protocol/result.ts';
import { z } from 'zod';

const zSummaryOutput = z.looseObject({ summary: zSummary });

/** Text in the one form in which it is searched. */
export function searchText(...parts: (string | null | undefined)[]): string {
  return parts.filter(Boolean).join('\n').normalize('NFKC').toLowerCase();
}

/** The words that a query asks for. `%`, `_` and `\` mean something to LIKE: `_` matches any character, themselves included. */
export function searchWords(query: string): string[] {
  return searchText(query).replace(/[%\\]/g, '_').split(/\s+/).filter((word) => /[^_]/.test(word)).slice(0, 8);
}

/** What of a stage's output the list can be searched for: the words of transcript and summary. */
export function outputSearchText(stage: StageName, output: unknown): string {
  if (stage === 'transcript') {
    const parsed = zTranscript.safeParse(output);
    return parsed.success ? searchText(parsed.data.cues.map((cue) => cue.text).join(' ')) : '';
  }
  if (stage !== 'summary') return '';
  const parsed = zSummaryOutput.safeParse(output);
  if (!parsed.success) return '';
  const { short, paragraphs } = parsed.data.summary;
  return searchText(short, ...paragraphs.map((paragraph) => paragraph.text));
}
