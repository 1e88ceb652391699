import { languageName } from '#lib/protocol/language-name.ts';
import { likelyLocale } from '#lib/protocol/likely-locale.ts';
import type { AnalysisInput, Analyst } from './analyst.ts';

/** What is said where a text was asked for in another language than the video's and no model wrote it; null where there is nothing to say. */
export function ownLanguageNote({ language, output_language }: Pick<AnalysisInput, 'language' | 'output_language'>, what = 'What was made without it'): string | null {
  if (output_language === null || sameWriting(language, output_language)) return null;
  const name = languageName(language);
  const own = name === null ? "the video's own language" : `${name}, the video's own language`;
  return `${what} is in ${own}, not in ${languageName(output_language)} as asked for.`;
}

const NEXT_STEP = 'The operator can set up a model (LLM_BASE_URL, LLM_MODEL).';

/** An analyst that only takes over the speaker's words, and says so where another language was asked for. */
export function withOwnLanguage(analyst: Analyst): Analyst {
  const noted = <T extends { analyst: Analyst['info'] }>(part: T, input: AnalysisInput): T => {
    const note = ownLanguageNote(input, 'The result');
    return note === null ? part : { ...part, analyst: { ...part.analyst, note: `${note} ${NEXT_STEP}` } };
  };
  return {
    ...analyst,
    chapters: async (input, context) => noted(await analyst.chapters(input, context), input),
    summary: async (input, context) => noted(await analyst.summary(input, context), input),
    keyIdeas: async (input, context) => noted(await analyst.keyIdeas(input, context), input),
  };
}

/** Whether two BCP 47 tags mean one language in one script: `pt` and `pt-BR` do, `zh-Hans` and `zh-Hant` do not. */
function sameWriting(a: string, b: string): boolean {
  const [one, other] = [likelyLocale(a), likelyLocale(b)];
  return one && other ? one.language === other.language && one.script === other.script : a.toLowerCase() === b.toLowerCase();
}
