import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const zHead = z.object({
  /** The address that was asked, and where its redirects led. */
  asked: z.string(),
  url: z.url(),
  content_type: z.string().nullable(),
  etag: z.string().nullable(),
  last_modified: z.string().nullable(),
  /** SHA-256 of the body, in hexadecimal. */
  digest: z.string(),
});
export type CacheHead = Omit<z.infer<typeof zHead>, 'digest'>;
export type CacheEntry = { head: CacheHead; body: Uint8Array<ArrayBuffer> };

const NAME = /^[0-9a-f]{64}$/;
/** Each write looks at all of them. */
const MOST_FILES = 2000;
/** A write that was cut off leaves its file behind; after this long nobody is writing it any more. */
const ABANDONED_MS = 60 * 60_000;

/**
 * Answers on disk, one file each: a line of JSON, then the body. Files come to their names whole, and what does not
 * fit its digest is dropped. Past `max_bytes` those that were longest not asked for go.
 */
export class CacheStore {
  readonly #directory: string;
  readonly #max_bytes: number;

  constructor(directory: string, max_bytes: number) {
    this.#directory = directory;
    this.#max_bytes = max_bytes;
  }

  /** @param key what makes one answer another's; any text */
  async read(key: string): Promise<CacheEntry | null> {
    const file = this.#file(key);
    const bytes = await readFile(file).catch(() => null);
    if (bytes === null) return null;
    const entry = parse(bytes);
    const now = new Date();
    await (entry === null ? rm(file, { force: true }) : utimes(file, now, now)).catch(() => undefined);
    return entry;
  }

  async write(key: string, { head, body }: CacheEntry): Promise<void> {
    if (body.byteLength > this.#max_bytes / 4) return;
    await mkdir(this.#directory, { recursive: true });
    const unfinished = path.join(this.#directory, `unfinished-${randomUUID()}`);
    const line = `${JSON.stringify({ ...head, digest: digestOf(body) })}\n`;
    try {
      await writeFile(unfinished, Buffer.concat([Buffer.from(line), body]), { mode: 0o600 });
      await rename(unfinished, this.#file(key));
    } finally {
      await rm(unfinished, { force: true });
    }
    await this.#trim();
  }

  async drop(key: string): Promise<void> {
    await rm(this.#file(key), { force: true });
  }

  #file(key: string): string {
    return path.join(this.#directory, createHash('sha256').update(key).digest('hex'));
  }

  async #trim(): Promise<void> {
    const names = await readdir(this.#directory);
    const files = (await Promise.all(names.map((name) => this.#look(name)))).filter((file) => file !== null).toSorted((a, b) => b.used - a.used);
    let total = 0;
    let count = 0;
    for (const { name, size, used } of files) {
      if (NAME.test(name)) [total, count] = [total + size, count + 1];
      const over = NAME.test(name) ? total > this.#max_bytes || count > MOST_FILES : Date.now() - used > ABANDONED_MS;
      if (over) await rm(path.join(this.#directory, name), { force: true });
    }
  }

  /** Another process may have taken the file away meanwhile. */
  async #look(name: string): Promise<{ name: string; size: number; used: number } | null> {
    const found = await stat(path.join(this.#directory, name)).catch(() => null);
    return found && { name, size: found.size, used: found.mtimeMs };
  }
}

function parse(bytes: Buffer): CacheEntry | null {
  const end = bytes.indexOf(10);
  if (end < 0) return null;
  try {
    const { digest, ...head } = zHead.parse(JSON.parse(bytes.toString('utf8', 0, end)));
    const body = Uint8Array.from(bytes.subarray(end + 1));
    return digestOf(body) === digest ? { head, body } : null;
  } catch {
    return null;
  }
}

function digestOf(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
