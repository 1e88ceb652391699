const names = new Intl.DisplayNames(['en'], { type: 'language' });

/** English name of a BCP 47 tag; the tag itself where it has none or is not well-formed; null where nothing is known (`und`). */
export function languageName(tag: string): string | null {
  if (tag === 'und') return null;
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
