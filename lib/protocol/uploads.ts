import { z } from 'zod';
import { Failure } from './errors.ts';
import { percentDecoded } from './percent.ts';
import { zId, zTimestamp } from './scalars.ts';

/** What a person's own file is, once it is whole: sound or picture, captions with times, or words without. */
export const UPLOAD_KINDS = ['media', 'captions', 'text'] as const;
export const zUploadKind = z.enum(UPLOAD_KINDS);
export type UploadKind = z.infer<typeof zUploadKind>;

/** Bytes, or an offset in them. */
const zBytes = z.int().min(0);

/** `POST` and `GET /api/v1/uploads/{id}`: a file on its way, or there. */
export const zUploadView = z.object({
  id: zId,
  /** Names the file as the `url` of a task, once it is whole. */
  url: z.url(),
  filename: z.string(),
  size: zBytes,
  /** How much has arrived. */
  offset: zBytes,
  /** When the file was last changed where it comes from; tells it from another of the same name. */
  modified_at: zTimestamp.nullable(),
  /** Null until it is whole. */
  kind: zUploadKind.nullable(),
  created_at: zTimestamp,
  /** When it goes if nothing more arrives, or no task is made of it. */
  expires_at: zTimestamp,
});
export type UploadView = z.infer<typeof zUploadView>;

/** `GET /api/v1/uploads`: the caller's files that are on their way. */
export const zUploadList = z.object({ items: z.array(zUploadView), max_bytes: zBytes });
export type UploadList = z.infer<typeof zUploadList>;

/** `POST /api/v1/tasks/{id}/upload` */
export const zAttachBody = z.object({ upload_id: zId });

const ORIGIN = 'https://upload.mindtube.invalid';

/** The address of a person's own file. `.invalid` never resolves (RFC 2606), so nothing else can be meant by it. */
export function uploadUrl(id: string, filename: string): string {
  return `${ORIGIN}/${id}/${encodeURIComponent(filename)}`;
}

/** Null where the address is not that of an upload. */
export function uploadIdOf(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { origin, pathname } = new URL(url);
  const id = pathname.split('/')[1];
  return origin === ORIGIN && zId.safeParse(id).success ? (id ?? null) : null;
}

/** Whether an address is that of an upload; none at all is not. */
export function isUpload(url: string | undefined): url is string {
  return url !== undefined && uploadIdOf(url) !== null;
}

const LONGEST_NAME = 80;

/** What an address is called before anything has a title, told from others of its site: a person's own file by its name. */
export function addressName(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search } = new URL(url);
  if (isUpload(url)) return percentDecoded(pathname.split('/').at(-1) ?? '');
  const name = `${host.replace(/^www\./, '')}${percentDecoded(pathname + search)}`.replace(/\/$/, '');
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
}

/** One that is another's looks the same (rule A4). */
export function noSuchFile(): Failure {
  return new Failure('not_found', { message: 'There is no such file, or it is not yours.', hint: 'Upload the file again.' });
}
