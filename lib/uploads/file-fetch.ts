import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import type { Db } from '#lib/db/client.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { uploadIdOf } from '#lib/protocol/uploads.ts';
import { byteRange } from './byte-range.ts';
import type { Storage } from './storage.ts';

type Deps = { db: Db; storage: Storage };

/**
 * A fetch by which one upload is read as if it lay on the network. It reaches nothing else: what stands in the file
 * must not lead to other people's files, nor outside.
 */
export function createFileFetch({ db, storage }: Deps, upload_url: string): GuardedFetch {
  const id = uploadIdOf(upload_url);
  return async (address, request) => {
    request.signal.throwIfAborted();
    if (id === null || uploadIdOf(String(address)) !== id) throw new Failure('forbidden_address');
    // Nothing lies beside it.
    if (new URL(address).pathname !== new URL(upload_url).pathname) throw new Failure('video_unavailable');
    const facts = await storage.facts(id);
    const row = await db.upload.findUnique({ where: { id }, select: { content_type: true } });
    if (facts === null || row === null) throw gone();
    const range = new Headers(request.headers).get('range');
    if (range === null && facts.size > request.max_bytes) throw new Failure('too_large');
    const response = answer({ size: facts.size, type: row.content_type, range }, (start, end) => storage.read(id, start, end));
    return { response, url: new URL(address) };
  };
}

type File = { size: number; type: string | null; range: string | null | undefined };

/** The file, or the part of it that a `Range` names, as an HTTP answer. */
export function answer({ size, type, range }: File, read: (start: number, end: number) => ReadableStream<Uint8Array>, more: Record<string, string> = {}): Response {
  const headers = new Headers({ 'Content-Type': type ?? 'application/octet-stream', 'Accept-Ranges': 'bytes', ...more });
  const span = byteRange(range, size);
  if (span === 'beyond') {
    headers.set('Content-Range', `bytes */${size}`);
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = span ?? { start: 0, end: size };
  headers.set('Content-Length', String(end - start));
  if (span !== null) headers.set('Content-Range', `bytes ${start}-${end - 1}/${size}`);
  return new Response(end > start ? (read(start, end) as BodyInit) : null, { status: span === null ? 200 : 206, headers });
}

function gone(): Failure {
  return new Failure('video_unavailable', { message: 'The uploaded file is not here any more.', hint: 'Upload it again.' });
}
