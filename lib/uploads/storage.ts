import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { ReadableStream as LazyStream } from 'node:stream/web';

/** The bytes of uploads: one file each, named by its id. A file's length is how much of it has arrived. */
export type Storage = {
  create(id: string): Promise<void>;
  /** Null where there is no such file. `changed_at` in milliseconds since the epoch. */
  facts(id: string): Promise<{ size: number; changed_at: number } | null>;
  /**
   * Writes a body at an offset as it comes, no further than `end`. A body that breaks off leaves what came before.
   * @returns how far the file reaches, and whether the body went on beyond `end`
   */
  write(id: string, body: ReadableStream<Uint8Array>, span: { offset: number; end: number; signal: AbortSignal }): Promise<{ size: number; beyond: boolean }>;
  /** Opens the file when it is first read from: a body that nobody takes, as of a HEAD, holds nothing open. @param end exclusive */
  read(id: string, start: number, end: number): ReadableStream<Uint8Array>;
  remove(id: string): Promise<void>;
  ids(): Promise<string[]>;
  /** Bytes that the disk has left for us. */
  room(): Promise<number>;
};

export function createStorage(directory: string): Storage {
  const fileOf = (id: string) => path.join(directory, id);
  return {
    async create(id) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const handle = await open(fileOf(id), 'wx', 0o600);
      await handle.close();
    },
    async facts(id) {
      const found = await stat(fileOf(id)).catch(absent);
      return found && { size: found.size, changed_at: found.mtimeMs };
    },
    async write(id, body, { offset, end, signal }) {
      const handle = await open(fileOf(id), 'r+');
      try {
        let at = offset;
        for await (const chunk of chunksOf(body, signal)) {
          const fits = chunk.subarray(0, end - at);
          for (let done = 0; done < fits.byteLength;) done += (await handle.write(fits, done, fits.byteLength - done, at + done)).bytesWritten;
          at += fits.byteLength;
          if (fits.byteLength < chunk.byteLength) return { size: at, beyond: true };
        }
        return { size: at, beyond: false };
      } finally {
        await handle.close();
      }
    },
    read: (id, start, end) => LazyStream.from(bytesOf(fileOf(id), { start, end: end - 1 })) as ReadableStream<Uint8Array>,
    remove: (id) => rm(fileOf(id), { force: true }),
    ids: async () => (await readdir(directory).catch(absent)) ?? [],
    async room() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(directory);
      return bavail * bsize;
    },
  };
}

async function* bytesOf(file: string, span: { start: number; end: number }): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(file, span)) yield chunk as Uint8Array;
}

/** Ends where the sender breaks off or the signal says so: what came before is kept all the same. */
async function* chunksOf(body: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read().catch(() => ({ done: true as const, value: undefined }));
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
