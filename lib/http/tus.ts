import { z } from 'zod';
import { Failure } from '#lib/protocol/errors.ts';
import type { UploadView } from '#lib/protocol/uploads.ts';
import { checked } from './read-body.ts';

/** The part of tus 1.0.0 that is spoken: core, creation, expiration, termination (tus.io/protocols/resumable-upload). */
const VERSION = '1.0.0';

const zLength = z.string().regex(/^\d{1,15}$/).transform(Number);
const LONGEST_NAME = 200;
/** The end of the year 9999: later ones are written in another way. Milliseconds since 1970. */
const LATEST = 253_402_300_799_999;
/** A file's name is shown and is part of an address: no path, no control characters. */
const zFilename = z.string().transform((name) => {
  const bare = (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{Cc}/gu, '').trim();
  // An address takes dots alone for a folder.
  return /^\.{0,2}$/.test(bare) ? 'file' : bare.slice(0, LONGEST_NAME).toWellFormed();
});
const zModified = z.string().regex(/^\d{1,15}$/).transform(Number).refine((time) => time <= LATEST).transform((time) => new Date(time)).nullable();

/** What a `POST` that creates an upload says of the file. @throws Failure `bad_message` */
export function readCreation(headers: Headers): { filename: string; size: number; modified_at: Date | null } {
  const metadata = readMetadata(headers.get('upload-metadata') ?? '');
  return {
    size: numberIn(headers, 'Upload-Length', 1),
    filename: zFilename.parse(metadata.get('filename') ?? ''),
    modified_at: checked(metadata.get('modified') ?? null, zModified),
  };
}

/** Where a `PATCH` goes on. @throws Failure `bad_message` */
export function readOffset(headers: Headers): number {
  if (headers.get('content-type') !== 'application/offset+octet-stream') throw new Failure('bad_message', { message: 'The Content-Type must be application/offset+octet-stream.', hint: 'Send files as tus 1.0.0 describes.' });
  return numberIn(headers, 'Upload-Offset', 0);
}

export function tusHeaders({ offset, size, expires_at }: UploadView): Record<string, string> {
  return { 'Tus-Resumable': VERSION, 'Upload-Offset': String(offset), 'Upload-Length': String(size), 'Upload-Expires': new Date(expires_at).toUTCString() };
}

function numberIn(headers: Headers, name: string, least: number): number {
  const parsed = zLength.safeParse(headers.get(name) ?? '');
  if (!parsed.success || parsed.data < least) throw new Failure('bad_message', { message: `${name}: must be a whole number, ${least} or more.`, hint: 'Send files as tus 1.0.0 describes.' });
  return parsed.data;
}

/** `key base64,key base64`; what cannot be read is left out. */
function readMetadata(header: string): Map<string, string> {
  const pairs = header.split(',').map((pair) => pair.trim().split(' '));
  return new Map(pairs.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}
