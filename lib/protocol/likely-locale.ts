/** A BCP 47 tag with the script and region that are usual for it; null where it is not well-formed. */
export function likelyLocale(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag).maximize();
  } catch {
    return null;
  }
}
