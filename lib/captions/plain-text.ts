import { decodeHTMLStrict } from 'entities';

const VOICE = /<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>/gi;
const LINE_BREAK = /<br\s{0,9}\/?>/gi;
/** The reading beside a word, not the word. */
const RUBY_TEXT = /<rt[^<>]*>[^<]*(?:<\/rt>)?/gi;
const TAG = /<\/?[a-z][^<>]*>|<\d[\d:.]*>|<\/?>/gi;
/** `{\an8}`, `{\pos(1,2)}`: positions and styles of SubStation, met in SRT too. */
const OVERRIDE = /\{\\[^{}]*\}/g;
/** Not what breaks a line, on old systems and in presentations too: words stand on both sides of it. */
const INVISIBLE = /[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b\ufeff]/g;

export type PlainText = {
  /** Never empty ones; white space is single spaces. */
  lines: string[];
  /** Where the whole text is one voice's. */
  voice: string | null;
};

/** What a person reads of a cue: markup gone, entities decoded, alike for every format. */
export function plainText(raw: string): PlainText {
  const voices = new Set([...raw.matchAll(VOICE)].map((match) => decoded(match[1] ?? '')).filter(Boolean));
  const spoken = raw.replace(VOICE, (_, name: string) => (voices.size > 1 ? `\n${name}: ` : ''));
  const bare = spoken.replace(LINE_BREAK, '\n').replace(RUBY_TEXT, '').replace(TAG, '').replace(OVERRIDE, '');
  const lines = bare.split('\n').map(decoded).filter(Boolean);
  return { lines, voice: voices.size === 1 ? [...voices].join('') : null };
}

/** Whether a reader would take some of the text for markup or an entity. */
export function readsAsMarkup(text: string): boolean {
  return plainText(text).lines.join(' ') !== tidy(text);
}

function decoded(text: string): string {
  return tidy(text.includes('&') ? decodeHTMLStrict(text) : text);
}

function tidy(text: string): string {
  return text.replace(INVISIBLE, '').toWellFormed().replace(/\s+/g, ' ').trim();
}
