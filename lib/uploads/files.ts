import type { Db } from '#lib/db/client.ts';
import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { zUploadKind, type UploadKind } from '#lib/protocol/uploads.ts';
import { decodeText } from './decode-text.ts';
import { createFileFetch } from './file-fetch.ts';
import { bytesOf } from './file-kind.ts';
import type { Storage } from './storage.ts';

/** Uploads as those read them who do not ask whose they are: the source and the recogniser of a task that was let in. */
export type Files = {
  /** Null where there is no file of this id that is whole. */
  find(id: string): Promise<{ kind: UploadKind } | null>;
  /** A captions or text file, in whatever encoding it came. @throws Failure `not_media` */
  text(id: string): Promise<string>;
  /** A fetch that reads the one file that the address names. */
  fetch(upload_url: string): GuardedFetch;
};

export function createFiles(deps: { db: Db; storage: Storage }): Files {
  return {
    async find(id) {
      const row = await deps.db.upload.findUnique({ where: { id }, select: { kind: true } });
      const kind = zUploadKind.safeParse(row?.kind);
      return kind.success && (await deps.storage.facts(id)) !== null ? { kind: kind.data } : null;
    },
    async text(id) {
      const { size } = (await deps.storage.facts(id)) ?? { size: 0 };
      const text = decodeText(await bytesOf(deps.storage, id, size));
      if (text === null) throw new Failure('not_media');
      return text;
    },
    fetch: (upload_url) => createFileFetch(deps, upload_url),
  };
}
