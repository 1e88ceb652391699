import { ALL_FORMATS, CustomSource, HLS, Input } from 'mediabunny';
import { log } from '#lib/platform/log.ts';
import { parseCaptions } from '#lib/captions/parse-captions.ts';
import type { UploadKind } from '#lib/protocol/uploads.ts';
import { decodeText } from './decode-text.ts';
import type { Storage } from './storage.ts';

export type FileKind = { kind: UploadKind; content_type: string };

/** A day of talk is some 3 MB of captions. */
const MAX_TEXT_BYTES = 10 * 1024 * 1024;
/** A file is looked at first when this much of it has come. Bytes. */
export const FIRST_LOOK_BYTES = 64 * 1024;

/** Playlists name other files, which nobody has sent. */
const FORMATS = ALL_FORMATS.filter((format) => format !== HLS);
const PLAYLIST = /^\uFEFF?#EXTM3U/;
const OTHER_TEXT = /^\uFEFF?\s*(<(!doctype|html|svg)\b|%PDF-|\{\\rtf)/i;

/** What a whole file is, by its bytes and never by its name; null where it is nothing that can be read. */
export async function kindOfFile(storage: Storage, id: string, size: number): Promise<FileKind | null> {
  if (size <= MAX_TEXT_BYTES) {
    const text = decodeText(await bytesOf(storage, id, size));
    if (text !== null) return kindOfText(text);
  }
  const content_type = await mediaType(storage, id, size);
  return content_type === null ? null : { kind: 'media', content_type };
}

/** Whether the beginning of a file leaves hope, so that a wrong one is refused before all of it has come. */
export async function isHopeful(storage: Storage, id: string, whole: number): Promise<boolean> {
  const { size } = (await storage.facts(id)) ?? { size: 0 };
  const head = await bytesOf(storage, id, Math.min(size, FIRST_LOOK_BYTES));
  // The end of the piece may lie within a character.
  const text = decodeText(head.subarray(0, Math.max(0, head.byteLength - 4)));
  if (text !== null) return whole <= MAX_TEXT_BYTES && !OTHER_TEXT.test(text) && !PLAYLIST.test(text);
  return (await withInput(storage, id, { size, read: (input) => input.canRead() })) === true;
}

function kindOfText(text: string): FileKind | null {
  if (PLAYLIST.test(text)) return null;
  if ((parseCaptions(text)?.cues.length ?? 0) > 0) return { kind: 'captions', content_type: 'text/plain; charset=utf-8' };
  const hasWords = /\p{L}{2}|\p{Lo}/u.test(text);
  return hasWords && !OTHER_TEXT.test(text) && !isJson(text) ? { kind: 'text', content_type: 'text/plain; charset=utf-8' } : null;
}

/** The container as its bytes say; null where it holds neither sound nor picture. */
function mediaType(storage: Storage, id: string, size: number): Promise<string | null> {
  return withInput(storage, id, {
    size,
    async read(input) {
      if (!(await input.canRead())) return null;
      const [sound, picture] = [await input.getPrimaryAudioTrack(), await input.getPrimaryVideoTrack()];
      if (sound === null && picture === null) return null;
      const type = (await input.getMimeType()).split(';')[0] ?? '';
      return picture === null ? type.replace(/^video\//, 'audio/') : type;
    },
  });
}

/** Null where the bytes are broken in a way that its reader did not expect. */
async function withInput<T>(storage: Storage, id: string, { size, read }: { size: number; read(input: Input): Promise<T> }): Promise<T | null> {
  const source = new CustomSource({ getSize: () => size, read: (start, end) => storage.read(id, start, end), prefetchProfile: 'fileSystem', handleUnhandledError: () => undefined });
  const input = new Input({ source, formats: FORMATS });
  try {
    return await read(input);
  } catch (thrown) {
    log.debug({ err: thrown }, 'an upload could not be read');
    return null;
  } finally {
    input.dispose();
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
