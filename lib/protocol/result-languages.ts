import type { PartialResult } from './result.ts';

/** BCP 47 tags as `lang` attributes take them: empty where the language is unknown, so that it is not taken for the page's own. */
export type ResultLanguages = {
  /** What the author wrote: the title and the author's chapters. They are taken to be in the language that is spoken. */
  author: string;
  /** What the transcript is in. */
  transcript: string;
  /** What was written about the video. */
  written: string;
};

/** @param result what is known of it so far */
export function resultLanguages(result: PartialResult | null): ResultLanguages {
  const { language = 'und', track } = result?.transcript_ref ?? result?.transcript ?? {};
  const transcript = language === 'und' ? '' : language;
  return { author: track?.kind === 'translated' ? '' : transcript, transcript, written: result?.analyst?.language ?? transcript };
}
