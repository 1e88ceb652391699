/** An address as somebody wrote it, whole; null where it is none that can be fetched. */
export function addressIn(text: string | null | undefined, base: URL): string | null {
  return urlIn(text, base)?.href ?? null;
}

/** The same with its parts. */
export function urlIn(text: string | null | undefined, base: URL): URL | null {
  if (!text || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}

/** What comes before the query of an address that may be relative, or none at all. */
export function pathIn(text: string): string {
  return text.split(/[?#]/, 1)[0] ?? '';
}
