/** What is ready within a turn of the event loop is written at its end, by one callback for all connections. */
const waiting: (() => void)[] = [];

/** Runs `write` once this turn's events are done. */
export function atEndOfTurn(write: () => void): void {
  if (waiting.push(write) === 1) setImmediate(writeAll);
}

function writeAll(): void {
  for (const write of waiting.splice(0)) write();
  last = { chunks: [], joined: Buffer.alloc(0) };
}

let last: { chunks: readonly Buffer[]; joined: Buffer } = { chunks: [], joined: Buffer.alloc(0) };

/** Chunks as one; for connections that are sent the same, one after the other, they are joined once. */
export function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  if (chunks.length !== last.chunks.length || chunks.some((chunk, index) => chunk !== last.chunks[index])) {
    last = { chunks, joined: Buffer.concat(chunks) };
  }
  return last.joined;
}
