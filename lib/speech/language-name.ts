import { shortLanguage } from '#lib/captions/language.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
let codes: Map<string, string> | null = null;

/** Services name the language as `en` or as `english`: BCP 47, or null where it is neither. */
export function languageCode(name: string | null | undefined): string | null {
  const text = (name ?? '').trim().toLowerCase();
  codes ??= namesToCodes();
  return codes.get(text) ?? (/^[a-z]{2,3}([-_]|$)/.test(text) ? shortLanguage(text) : null);
}

function namesToCodes(): Map<string, string> {
  const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  return new Map(pairs.flatMap((code) => {
    const name = names.of(code);
    return name === undefined ? [] : [[name.toLowerCase(), code] as const];
  }));
}
