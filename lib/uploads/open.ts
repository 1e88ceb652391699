import type { Actor } from '#lib/auth/actor.ts';
import { zId } from '#lib/protocol/scalars.ts';
import { noSuchFile } from '#lib/protocol/uploads.ts';
import { answer } from './file-fetch.ts';
import type { Storage } from './storage.ts';
import type { Uploads } from './uploads.ts';

/**
 * An upload as a page plays it. The type is what its bytes said, one of sound, picture or plain text, so that no
 * browser takes it for a page of ours.
 */
export async function openUpload(deps: { uploads: Uploads; storage: Storage }, actor: Actor, wish: { id: string; range: string | null }): Promise<Response> {
  if (!zId.safeParse(wish.id).success) throw noSuchFile();
  const { id, size, content_type, filename } = await deps.uploads.readable(actor, wish.id);
  return answer({ size, type: content_type, range: wish.range }, (start, end) => deps.storage.read(id, start, end), {
    'Cache-Control': 'private, max-age=3600', 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'Content-Disposition': `inline; filename*=UTF-8''${encodeURIComponent(filename)}`, ETag: `"${id}"`,
  });
}
