import type { z } from 'zod';
import { Failure } from '#lib/protocol/errors.ts';
import { describeIssues } from '#lib/protocol/wire.ts';

/** Commands are small; anything larger is a mistake. Bytes. */
export const MAX_JSON_BYTES = 64 * 1024;

/**
 * The body as text, read no further than `limit` bytes.
 * @throws Failure `too_large`, or `bad_message` where it is not UTF-8.
 */
export async function readText(request: Request, limit: number): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new Failure('bad_message', { message: 'The body is not UTF-8 text.' });
  }
}

/** The body as JSON of a shape. An empty body counts as `{}`. @throws Failure `too_large`, `bad_message` */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(request, MAX_JSON_BYTES);
  let json: unknown;
  try {
    json = text.trim() === '' ? {} : JSON.parse(text);
  } catch {
    throw new Failure('bad_message', { message: 'The body is not JSON.' });
  }
  return checked(json, schema);
}

/** The query of an address, as a shape. @throws Failure `bad_message` */
export function readQuery<T>(url: URL, schema: z.ZodType<T>): T {
  return checked(Object.fromEntries(url.searchParams), schema);
}

export function checked<T>(value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Failure('bad_message', { message: describeIssues(parsed.error) });
}

const MIB = 1024 * 1024;

function tooLarge(limit: number): Failure {
  const size = limit < MIB ? `${limit / 1024} KiB` : `${limit / MIB} MiB`;
  return new Failure('too_large', { message: `The body is larger than ${size}.`, hint: 'Send a smaller one.' });
}
