import { randomUUID } from 'node:crypto';

export type FormFile = { name: string; filename: string; content_type: string; bytes: Uint8Array };

/**
 * `multipart/form-data` (RFC 7578) as bytes. Made by hand, because a fetch of one library does not know
 * the FormData of another.
 */
export function encodeMultipart(fields: Readonly<Record<string, string>>, file: FormFile): { body: Uint8Array<ArrayBuffer>; content_type: string } {
  const boundary = `mindtube-${randomUUID()}`;
  const heads = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const fileHead = `--${boundary}\r\nContent-Disposition: form-data; name="${file.name}"; filename="${file.filename}"\r\nContent-Type: ${file.content_type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(heads.join('') + fileHead), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, content_type: `multipart/form-data; boundary=${boundary}` };
}
