/** A tag of a playlist with what stands after its colon, or the address of what the tags before it are of. */
export type PlaylistLine = { tag: string; value: string } | { address: string };

/** Lines of one playlist that are looked at. */
const MOST_LINES = 400_000;
/** Characters that variables put into all lines together: a short name that stands for much, many times, is no address. */
const MOST_PUT_IN = 64 * 1024 * 1024;

/** @returns null where the text is no playlist; variables (`EXT-X-DEFINE`) are put in */
export function playlistLines(text: string, base: URL): PlaylistLine[] | null {
  if (!/^\ufeff?#EXTM3U(?=\s|$)/.test(text)) return null;
  const variables = new Map<string, string>();
  let room = MOST_PUT_IN;
  const valueOf = (whole: string, name: string): string => {
    const value = variables.get(name) ?? whole;
    room -= value.length;
    return room < 0 ? whole : value;
  };
  return text.split(/\r?\n/, MOST_LINES).flatMap((raw): PlaylistLine[] => {
    const line = raw.trim().replace(/\{\$([\w-]+)\}/g, valueOf);
    if (line === '') return [];
    if (!line.startsWith('#')) return [{ address: line }];
    const [, tag = '', value = ''] = /^#(EXT[A-Z0-9-]*)(?::(.*))?$/.exec(line) ?? [];
    if (tag === 'EXT-X-DEFINE') define(variables, attributesOf(value), base);
    return tag === '' ? [] : [{ tag, value }];
  });
}

function define(variables: Map<string, string>, attributes: ReadonlyMap<string, string>, base: URL): void {
  const name = attributes.get('NAME');
  const parameter = attributes.get('QUERYPARAM');
  if (name !== undefined) variables.set(name, attributes.get('VALUE') ?? '');
  if (parameter !== undefined) variables.set(parameter, base.searchParams.get(parameter) ?? '');
}

/** `NAME=value` pairs with commas between them (RFC 8216, 4.2); quotation marks are taken off. */
export function attributesOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.slice(0, 20_000).matchAll(/(?:^|,)\s*([A-Z0-9-]+)=("[^"]*"|[^",]*)(?=,|$)/g);
  return new Map([...pairs].map(([, name = '', value = '']) => [name, value.replace(/^"|"$/g, '')]));
}
