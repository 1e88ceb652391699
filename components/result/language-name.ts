/** English name of a BCP 47 tag; null where nothing is known. */
export function languageName(tag: string): string | null {
  if (tag === 'und') return null;
  return new Intl.DisplayNames(['en'], { type: 'language' }).of(tag) ?? tag;
}
