import { ALL_FORMATS, CustomSource, HLS, Input } from 'mediabunny';
import type { ByteFile } from './byte-file.ts';

/** One file: playlists name others, which are no part of it. */
const FORMATS = ALL_FORMATS.filter((format) => format !== HLS);

export type MediaInput = {
  input: Input;
  /** What a read of the file threw first, which the library may tell in words of its own; null where all went well. */
  failed(): { thrown: unknown } | null;
};

/** What the library reads of a file that is read by parts. @param size of the file, in bytes */
export function mediaInput(file: ByteFile, size: () => Promise<number>): MediaInput {
  let failed: { thrown: unknown } | null = null;
  const noting = <T>(read: Promise<T>): Promise<T> => read.catch((thrown: unknown) => {
    failed ??= { thrown };
    throw thrown;
  });
  const source = new CustomSource({
    getSize: () => noting(size()),
    read: (start, end) => noting(file.read(start, end - start)),
    prefetchProfile: 'network',
    // Without this the library rejects where nobody listens; a read that is asked for again reports its own error.
    handleUnhandledError: () => undefined,
  });
  return { input: new Input({ source, formats: FORMATS }), failed: () => failed };
}
