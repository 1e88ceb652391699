/** No date is longer; a longer text is none. */
const LONGEST = 80;

/** The day of a date as sources write it (ISO 8601, RFC 822, `Jul 30, 2018`); undefined where it is none. */
export function publishedOn(text: string | null | undefined): string | undefined {
  const written = text?.trim() ?? '';
  if (written.length > LONGEST) return undefined;
  const iso = /^\d{4}-\d{2}-\d{2}/.exec(written)?.[0];
  const time = Date.parse(iso ?? written.replace(/^\w+, /, '').replace(/\s*(\d{1,2}:\d{2}.*)?$/, ' UTC'));
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}
