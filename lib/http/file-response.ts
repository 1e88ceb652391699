type File = { body: string | Uint8Array; content_type: string; filename: string };

/** A file to keep. `partial` says that the run it comes from is not complete. */
export function fileResponse(file: File, { download, partial }: { download: boolean; partial: boolean }): Response {
  const headers = new Headers({ 'Content-Type': file.content_type, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  if (download) headers.set('Content-Disposition', disposition(file.filename));
  if (partial) headers.set('X-Partial', 'true');
  return new Response(file.body as BodyInit, { headers });
}

/** RFC 6266: a plain name for old readers, the real one in UTF-8. */
function disposition(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}
