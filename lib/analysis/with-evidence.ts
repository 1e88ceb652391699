import { toSentences } from '#lib/captions/sentences.ts';
import type { Cue, Summary } from '#lib/protocol/result.ts';
import type { Analyst } from './analyst.ts';
import { languageData } from './extractive/language.ts';
import { splitWords } from './extractive/words.ts';

/** Share of a sentence's telling words that must stand in what it is measured against. */
const ENOUGH = 0.5;

/** An analyst without words of its own, whose summaries say how much of them stands at the times that they are shown with. */
export function withEvidence(analyst: Analyst): Analyst {
  return {
    ...analyst,
    async summary(input, context) {
      const part = await analyst.summary(input, context);
      const { paragraphs } = part.summary;
      const stems = stemmer(input.language);
      const proven = paragraphs.filter((paragraph) => isEvidenced(stems(paragraph.text), stems(spokenIn(paragraph, input.cues))));
      const source = stems(input.cues.map(({ text }) => text).join(' '));
      const shorts = sentencesOf(part.summary.short);
      const good = shorts.filter((sentence) => isEvidenced(stems(sentence), source)).length + countSentences(proven);
      const all = shorts.length + countSentences(paragraphs);
      return { ...part, coverage: { ...part.coverage, evidenced: all === 0 ? 1 : good / all } };
    },
  };
}

function isEvidenced(stems: ReadonlySet<string>, source: ReadonlySet<string>): boolean {
  return stems.size === 0 || [...stems].filter((stem) => source.has(stem)).length / stems.size >= ENOUGH;
}

function spokenIn({ start, end }: Summary['paragraphs'][number], cues: readonly Cue[]): string {
  return cues.filter((cue) => cue.end >= start && cue.start <= end).map(({ text }) => text).join(' ');
}

function stemmer(language: string): (text: string) => Set<string> {
  const data = languageData(language);
  return (text) => new Set(splitWords(text, data).filter(({ content }) => content).map(({ stem }) => stem));
}

function countSentences(paragraphs: Summary['paragraphs']): number {
  return paragraphs.reduce((sum, { text }) => sum + sentencesOf(text).length, 0);
}

function sentencesOf(text: string): string[] {
  return toSentences([{ start: 0, end: 0, text }], 'und').map((sentence) => sentence.text);
}
