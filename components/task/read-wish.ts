import { Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { zLanguage } from '#lib/protocol/scalars.ts';
import { readLink } from './read-link.ts';

/** What the form holds, as its fields are called; a browser without scripts sends the same. */
export const WISH_FIELDS = { link: 'url', sample: 'sample', key: 'key', captions: 'captions', language: 'language', output_language: 'output_language' } as const;

type Form = Pick<FormData, 'get'>;

/** @returns the link as it is meant; '' where there is none */
export function readWishedLink(form: Form): string {
  return form.get(WISH_FIELDS.sample) === null ? readLink(textOf(form, WISH_FIELDS.link)) : SAMPLE_URL;
}

/** What is asked for beside the link. @throws Failure `bad_message` where a language is no code of one */
export function readWishedOptions(form: Form): TaskOptions {
  const captions = textOf(form, WISH_FIELDS.captions);
  const [language, output_language] = [languageOf(form, WISH_FIELDS.language), languageOf(form, WISH_FIELDS.output_language)];
  return { ...(captions && { captions }), ...(language && { language }), ...(output_language && { output_language }) };
}

/** What is wrong with a form that was sent without scripts, in its own words. @param link what stood in it */
export function wishProblem(code: Failure['code'], link: string): Failure {
  if (code === 'invalid_url' && link === '') return noLink();
  return code === 'bad_message' ? new Failure(code, { message: 'Something in the form could not be read.', hint: LANGUAGE_HINT }) : new Failure(code);
}

export function noLink(): Failure {
  return new Failure('invalid_url', { message: 'There is no link yet.', hint: 'Paste the link of a video or of the page that plays it, or choose a file.' });
}

const LANGUAGE_HINT = 'A language is written as its code: en, de, pt-BR.';

function languageOf(form: Form, field: string): string {
  const text = textOf(form, field);
  if (text !== '' && !zLanguage.safeParse(text).success) throw new Failure('bad_message', { message: `“${text}” is no code of a language.`, hint: LANGUAGE_HINT });
  return text;
}

function textOf(form: Form, field: string): string {
  const value = form.get(field);
  return typeof value === 'string' ? value.trim() : '';
}
