/** A body's first bytes, no more than `most`, whatever the server sends. @throws what the stream throws */
export async function readAtMost(body: AsyncIterable<Uint8Array> | null, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    total += chunk.byteLength;
    if (total >= most) break;
  }
  return new Uint8Array(Buffer.concat(chunks)).subarray(0, most);
}
