import { readCaptions } from '#lib/captions/parse-captions.ts';
import type { Job } from '#lib/isolation/job.ts';
import { readers } from '#lib/isolation/readers.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { uploadUrl, type UploadKind } from '#lib/protocol/uploads.ts';
import { decodeText } from './decode-text.ts';
import { answer } from './file-fetch.ts';
import type { Storage } from './storage.ts';
import { inTurn } from './turns.ts';

export type FileKind = { kind: UploadKind; content_type: string };

/** A day of talk is some 3 MB of captions. */
const MAX_TEXT_BYTES = 10 * 1024 * 1024;
/** A file is looked at first when this much of it has come. Bytes. */
export const FIRST_LOOK_BYTES = 64 * 1024;

/** Looking into a file on our own disk takes no longer, however busy that is. Milliseconds. */
const LOOK_MS = 120_000;

/** Playlists name other files, which nobody has sent. */
const PLAYLIST = /^\uFEFF?#EXTM3U/;
const OTHER_TEXT = /^\uFEFF?\s*(<(!doctype|html|svg)\b|%PDF-|\{\\rtf)/i;

/** The container as its bytes say, or an empty text at a first look; null where it holds neither sound nor picture. */
export type MediaTypeJob = Job<{ url: string; size: number; look: Look }, string | null>;
type Look = 'first' | 'whole';

export type StoredFile = { id: string; owner_id: string; size: number };

/** What a whole file is, by its bytes and never by its name; null where it is nothing that can be read. @throws Failure `too_large` where reading it takes too much */
export async function kindOfFile(storage: Storage, { id, owner_id, size }: StoredFile): Promise<FileKind | null> {
  if (size <= MAX_TEXT_BYTES) {
    const text = decodeText(await bytesOf(storage, id, size));
    if (text !== null) return kindOfText(text);
  }
  const content_type = await mediaType(storage, { id, owner_id, size }, 'whole');
  return content_type === null ? null : { kind: 'media', content_type };
}

/** Whether the beginning of a file leaves hope, so that a wrong one is refused before all of it has come. @param whole with the size that it is to have */
export async function isHopeful(storage: Storage, { id, owner_id, size: whole }: StoredFile): Promise<boolean> {
  const { size } = (await storage.facts(id)) ?? { size: 0 };
  const head = await bytesOf(storage, id, Math.min(size, FIRST_LOOK_BYTES));
  // The end of the piece may lie within a character.
  const text = decodeText(head.subarray(0, Math.max(0, head.byteLength - 4)));
  if (text !== null) return whole <= MAX_TEXT_BYTES && !OTHER_TEXT.test(text) && !PLAYLIST.test(text);
  return (await mediaType(storage, { id, owner_id, size }, 'first')) !== null;
}

async function kindOfText(text: string): Promise<FileKind | null> {
  if (PLAYLIST.test(text)) return null;
  if (((await readCaptions(text))?.cues.length ?? 0) > 0) return { kind: 'captions', content_type: 'text/plain; charset=utf-8' };
  const hasWords = /\p{L}{2}|\p{Lo}/u.test(text);
  return hasWords && !OTHER_TEXT.test(text) && !isJson(text) ? { kind: 'text', content_type: 'text/plain; charset=utf-8' } : null;
}

/** Null where the bytes are broken, or of no kind that is read. */
async function mediaType(storage: Storage, { id, owner_id, size }: StoredFile, look: Look): Promise<string | null> {
  const url = uploadUrl(id, 'file');
  const fetch: GuardedFetch = async (_, { headers }) => ({
    response: answer({ size, type: null, range: new Headers(headers).get('range') }, (start, end) => storage.read(id, start, end)),
    url: new URL(url),
  });
  try {
    return await inTurn(owner_id, () => readers().run<MediaTypeJob>('media-type', { url, size, look }, { fetch, signal: AbortSignal.timeout(LOOK_MS) }));
  } catch (thrown) {
    if (asFailure(thrown).code === 'not_media') return null;
    throw thrown;
  }
}

export async function bytesOf(storage: Storage, id: string, size: number): Promise<Uint8Array> {
  return size === 0 ? new Uint8Array() : new Uint8Array(await new Response(storage.read(id, 0, size) as BodyInit).arrayBuffer());
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
