import type { PartialResult } from './result.ts';

/** BCP 47 tags as `lang` attributes take them: empty where the language is unknown, so that it is not taken for the page's own. */
export type ResultLanguages = {
  /** What is spoken in the video, its title and its author's chapters. */
  spoken: string;
  /** What was written about it. */
  written: string;
};

export function resultLanguages({ transcript, transcript_ref, analyst }: PartialResult): ResultLanguages {
  const language = (transcript_ref ?? transcript)?.language ?? 'und';
  const spoken = language === 'und' ? '' : language;
  return { spoken, written: analyst?.language ?? spoken };
}
