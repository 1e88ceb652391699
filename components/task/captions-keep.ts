import { z } from 'zod';
import { browserStore } from '#lib/client/browser-store.ts';
import type { UploadView } from '#lib/protocol/uploads.ts';

const KEY = 'mindtube.captions-sent';
const MOST = 20;

const zKept = z.array(z.object({ film: z.string(), captions: z.object({ id: z.string(), filename: z.string() }) }));
type Kept = z.infer<typeof zKept>;

/** How a film is known again, here and on the server. */
type Film = Pick<UploadView, 'filename' | 'size' | 'modified_at'>;

/** Captions that are sent ahead of their film, remembered until its task is made: a reload in between loses neither. */
export type CaptionsKeep = {
  put(film: Film, captions: Pick<UploadView, 'id' | 'filename'>): void;
  /** Null where none were sent. */
  of(film: Film): Kept[number]['captions'] | null;
  drop(film: Film): void;
};

/** @param storage null where there is none */
export function createCaptionsKeep(storage: Pick<Storage, 'getItem' | 'setItem'> | null): CaptionsKeep {
  const read = (): Kept => {
    try {
      return zKept.parse(JSON.parse(storage?.getItem(KEY) ?? '[]'));
    } catch {
      return [];
    }
  };
  const write = (film: Film, added: Kept) => {
    try {
      storage?.setItem(KEY, JSON.stringify([...read().filter((kept) => kept.film !== keyOf(film)), ...added].slice(-MOST)));
    } catch {
      // A full or forbidden store costs a choice more after a reload.
    }
  };
  return {
    put: (film, { id, filename }) => write(film, [{ film: keyOf(film), captions: { id, filename } }]),
    of: (film) => read().find((kept) => kept.film === keyOf(film))?.captions ?? null,
    drop: (film) => write(film, []),
  };
}

export function filmOf({ name, size, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>): Film {
  return { filename: name, size, modified_at: new Date(lastModified).toISOString() };
}

function keyOf({ filename, size, modified_at }: Film): string {
  return JSON.stringify([filename, size, modified_at]);
}

/** This browser's. */
export const captionsKeep = createCaptionsKeep(browserStore('localStorage'));
