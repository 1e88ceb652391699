import { randomUUID } from 'node:crypto';

export type FormFile = { name: string; filename: string; content_type: string; bytes: Blob };

/**
 * `multipart/form-data` (RFC 7578), its length known and its file read as it is sent. Made by hand, because a fetch
 * of one library does not know the FormData of another.
 */
export function encodeMultipart(fields: Readonly<Record<string, string>>, file: FormFile): { body: Blob; content_type: string } {
  const boundary = `mindtube-${randomUUID()}`;
  const heads = Object.entries(fields).map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const fileHead = `--${boundary}\r\nContent-Disposition: form-data; name="${file.name}"; filename="${file.filename}"\r\nContent-Type: ${file.content_type}\r\n\r\n`;
  const body = new Blob([heads.join('') + fileHead, file.bytes, `\r\n--${boundary}--\r\n`]);
  return { body, content_type: `multipart/form-data; boundary=${boundary}` };
}
