import type { Steps } from '#lib/platform/steps.ts';

export type JsonHandler = {
  /** An entry of the list that is the root (`list` is null), or of a list in it. */
  entry(list: string | null, json: string): void;
  /** Anything else in the root. */
  member(key: string, json: string): void;
};

/** Characters between two rests. */
const STRETCH = 16_384;

/**
 * Tells the entries of a JSON text's lists one by one, as they are written: `JSON.parse` of all of it takes 200 ms for
 * 20 MB. Whether an entry is JSON is for whoever reads it.
 * @returns whether the text is whole: a list or an object, its brackets and commas where they belong
 * @throws SyntaxError where the name of a member is no JSON
 */
export function* readJson(text: string, handler: JsonHandler): Steps<boolean> {
  const from = space(text, text.startsWith('\ufeff') ? 1 : 0);
  const end = text[from] === '[' ? yield* readList(text, from, (json) => handler.entry(null, json)) : yield* readObject(text, from, handler);
  return end > 0 && space(text, end) === text.length;
}

/** @returns where it ends; -1 where it is broken, here and below */
function* readObject(text: string, from: number, handler: JsonHandler): Steps<number> {
  if (text[from] !== '{') return -1;
  return yield* readRow(text, from, function* readMember(at): Steps<number> {
    const named = yield* endOfValue(text, at);
    const colon = space(text, named);
    if (text[at] !== '"' || text[colon] !== ':') return -1;
    const key = JSON.parse(text.slice(at, named)) as string;
    const value = space(text, colon + 1);
    if (text[value] === '[') return yield* readList(text, value, (json) => handler.entry(key, json));
    const end = yield* endOfValue(text, value);
    if (end <= value) return -1;
    handler.member(key, text.slice(value, end));
    return end;
  });
}

function readList(text: string, from: number, tell: (json: string) => void): Steps<number> {
  return readRow(text, from, function* readEntry(at): Steps<number> {
    const end = yield* endOfValue(text, at);
    if (end > at) tell(text.slice(at, end));
    return end;
  });
}

/** What stands between two brackets, with commas between. */
function* readRow(text: string, from: number, readOne: (at: number) => Steps<number>): Steps<number> {
  const closing = text[from] === '[' ? ']' : '}';
  let at = space(text, from + 1);
  if (text[at] === closing) return at + 1;
  while (at < text.length) {
    yield;
    const end = yield* readOne(at);
    if (end <= at) return -1;
    const sign = space(text, end);
    if (text[sign] === closing) return sign + 1;
    if (text[sign] !== ',') return -1;
    at = space(text, sign + 1);
  }
  return -1;
}

/** Strings, lists and objects end by themselves, all else before a comma or bracket. */
function* endOfValue(text: string, from: number): Steps<number> {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if ((at - from) % STRETCH === STRETCH - 1) yield;
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at += 1;
      else if (sign === '"') quoted = false;
      if (!quoted && depth === 0) return at + 1;
    } else if (sign === '"') {
      quoted = true;
    } else if (sign === '[' || sign === '{') {
      depth += 1;
    } else if (sign === ']' || sign === '}') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (sign === ',' && depth === 0) {
      return at;
    }
  }
  return -1;
}

/** Where the white space that may stand at `at` ends. */
function space(text: string, at: number): number {
  SPACE.lastIndex = at;
  return at < 0 ? text.length : at + (SPACE.exec(text)?.[0].length ?? 0);
}

const SPACE = /[ \t\r\n]*/y;
