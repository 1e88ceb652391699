import type { DetailedError, UploadOptions } from 'tus-js-client';
import { Failure } from '#lib/protocol/errors.ts';
import { jsonOrNull } from '#lib/protocol/json-text.ts';
import type { UploadView } from '#lib/protocol/uploads.ts';
import { problemFailure, UPLOADS_PATH, type Api } from './api.ts';

export type SendProgress = {
  /** Bytes; `sent` may fall back where a piece was lost on the way. */
  sent: number;
  total: number;
  /** The server is out of reach; it is tried again. */
  waiting: boolean;
};

export type SendDeps = {
  api: Pick<Api, 'uploads' | 'upload'>;
  /** Where the server is. */
  origin: string;
  /** Aborted: sending stops, and what has arrived stays for a while. */
  signal: AbortSignal;
  onProgress(progress: SendProgress): void;
};

/** One piece: small enough to be through before a slow line is cut off, large enough not to be felt. Bytes. */
const PIECE = 8 * 1024 * 1024;
/** Waits between tries in milliseconds; they begin anew whenever something has arrived. */
const WAITS = [0, 1000, 2000, 4000, ...Array.from({ length: 60 }, () => 8000)];

/**
 * Sends a file in pieces; goes on where the same file was broken off before, by a lost network, a reload or another tab.
 * @returns the file as the server has it, whole
 * @throws Failure of the server, or AbortError
 */
export async function sendFile(file: File, deps: SendDeps): Promise<UploadView> {
  if (file.size === 0) throw new Failure('not_media', { message: 'That file is empty.', hint: 'Choose another one.' });
  const [{ Upload }, before] = await Promise.all([import('tus-js-client'), unfinishedOf(file, deps)]);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const upload = new Upload(file, {
    ...optionsFor(file, deps),
    ...(before && { uploadUrl: `${deps.origin}${UPLOADS_PATH}/${before.id}` }),
    onSuccess: () => resolve(idIn(upload.url)),
    onError: (error) => reject(failureOf(error)),
  });
  const stop = () => {
    void upload.abort();
    reject(deps.signal.reason);
  };
  deps.signal.throwIfAborted();
  deps.signal.addEventListener('abort', stop, { once: true });
  upload.start();
  try {
    return await deps.api.upload(await promise);
  } finally {
    deps.signal.removeEventListener('abort', stop);
  }
}

/** Whether an upload on the server is the beginning of this file. */
function isBeginningOf(upload: Pick<UploadView, 'filename' | 'size' | 'modified_at'>, file: Pick<File, 'name' | 'size' | 'lastModified'>): boolean {
  return upload.filename === file.name && upload.size === file.size && upload.modified_at === new Date(file.lastModified).toISOString();
}

async function unfinishedOf(file: File, { api, signal }: SendDeps): Promise<UploadView | undefined> {
  const { items } = await api.uploads(signal);
  return items.find((item) => isBeginningOf(item, file));
}

function optionsFor(file: File, { origin, onProgress }: SendDeps): UploadOptions {
  let sent = 0;
  return {
    endpoint: `${origin}${UPLOADS_PATH}`,
    chunkSize: PIECE,
    retryDelays: WAITS,
    // The server knows what is on its way, for every browser of this person.
    storeFingerprintForResuming: false,
    metadata: { filename: file.name, modified: String(file.lastModified) },
    onProgress(bytes, total) {
      sent = bytes;
      onProgress({ sent, total, waiting: false });
    },
    onShouldRetry(error) {
      const status = error.originalResponse?.getStatus() ?? 0;
      const again = status === 0 || status === 408 || status === 409 || status === 423 || status === 429 || status >= 500;
      if (again) onProgress({ sent, total: file.size, waiting: true });
      return again;
    },
  };
}

function failureOf(error: Error | DetailedError): Failure {
  const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined;
  if (!body) return new Failure('internal', { message: 'MindTube could not be reached.', hint: 'Check the connection and choose the file again: it goes on where it stopped.', cause: error });
  return problemFailure(jsonOrNull(body));
}

function idIn(url: string | null): string {
  return url?.split('/').at(-1) ?? '';
}
