import { textIn } from '../fields.ts';

/** An element's header (RFC 8794, 5 and 6). `size` null: unknown, up to the next element of its parent's level. */
export type ElementHeader = { id: number; length: number; size: number | null };
export type Element = { id: number; body: Uint8Array };

/** Children of one element that are looked at: an honest film has some hundreds, of chapters. */
const MOST = 2000;

/** @returns null where the bytes are no header, or end within it */
export function readElementHeader(bytes: Uint8Array, at = 0): ElementHeader | null {
  const id = readVint(bytes, at, 4);
  const size = id && readVint(bytes, at + id.length, 8);
  if (!id || !size) return null;
  return { id: id.raw, length: id.length + size.length, size: size.unknown ? null : size.value };
}

export type Vint = { length: number; /** Without the marker of its length. */ value: number; raw: number; unknown: boolean };

export function readVint(bytes: Uint8Array, at: number, longest: number): Vint | null {
  const first = bytes[at];
  if (first === undefined || first === 0) return null;
  const length = Math.clz32(first) - 23;
  if (length > longest || at + length > bytes.byteLength) return null;
  let value = first & (0xff >> length);
  let raw = first;
  let ones = value === 0xff >> length;
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    raw = raw * 256 + byte;
    ones &&= byte === 0xff;
  }
  return { length, value, raw, unknown: ones };
}

/** The elements in a body, in order, no more than `most`; a size that lies ends them, one that is unknown takes the rest. */
export function* elementsIn(body: Uint8Array, most = MOST): Generator<Element> {
  let at = 0;
  for (let count = 0; count < most; count++) {
    const header = readElementHeader(body, at);
    if (header === null) return;
    const from = at + header.length;
    const to = header.size === null ? body.byteLength : from + header.size;
    if (to > body.byteLength) return;
    yield { id: header.id, body: body.subarray(from, to) };
    at = to;
  }
}

export function childrenOf(body: Uint8Array, id: number): Uint8Array[] {
  return [...elementsIn(body)].filter((element) => element.id === id).map((element) => element.body);
}

export function childOf(body: Uint8Array, ...path: number[]): Uint8Array | null {
  let found: Uint8Array | null = body;
  for (const id of path) found = found && firstOf(found, id);
  return found;
}

function firstOf(body: Uint8Array, id: number): Uint8Array | null {
  for (const element of elementsIn(body)) if (element.id === id) return element.body;
  return null;
}

/** An unsigned integer of up to eight bytes, as a number; `otherwise` where the element is not there. */
export function uintOf<T>(body: Uint8Array, id: number, otherwise: T): number | T {
  const bytes = childOf(body, id);
  return bytes === null || bytes.byteLength > 8 ? otherwise : bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function textOf(body: Uint8Array, id: number): string | null {
  const bytes = childOf(body, id);
  return bytes && textIn(bytes);
}
