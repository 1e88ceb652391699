import { gathered, type Frame } from './frame.ts';

/** Who has something to write; it writes when it is told to. */
export type Writer = { writeNow(): void };

/** A pass over the connections that is shorter is nothing to save on. Milliseconds. */
const SHORT_MS = 1;
/** Nor is one over few connections: what it took was no writing. */
const FEW_WRITES = 64;
/** Thousands of writes in one turn would hold up who is just arriving: after this others have theirs. Milliseconds. */
const SLICE_MS = 8;
/** Writes between two looks at the time. */
const WRITES_A_LOOK = 32;
/** What is ready waits no longer than this. Milliseconds. */
const LONGEST_WAIT_MS = 10;

/** What is ready within a turn of the event loop is written at its end, by one callback for all connections. */
let atOnce: Writer[] = [];
/** Connections that are written to again and again: under load their next write waits, to carry more. */
let paced: Writer[] = [];
let notBefore = 0;
/** A pass over them goes on, or is due: who comes meanwhile is written in the next. */
let pacing = false;
/** Passes that have begun and not ended. */
let passes = 0;

/** Its turn comes once this turn's events are done. */
export function atEndOfTurn(writer: Writer): void {
  if (atOnce.push(writer) === 1) setImmediate(runReady);
}

function runReady(): void {
  const ready = atOnce;
  atOnce = [];
  writeAll(ready);
}

/**
 * For a connection that is in full flow. Most of a delivery is the kernel's work a write, so fewer writes carry more:
 * after a pass as much time is left to those who have something to say as the pass took, 10 ms at most. One pass
 * follows the other: two at once would write to everybody half as much, twice as often.
 * Where there is little to write nothing waits, not even for the turn's end: the look at the network in between is
 * where the system would let another process have the processor.
 */
export function atEndOfPass(writer: Writer): void {
  paced.push(writer);
  if (!pacing) runNext();
}

function runNext(): void {
  pacing = paced.length > 0;
  if (!pacing) return;
  const wait = notBefore - performance.now();
  // oxlint-disable-next-line no-restricted-globals -- it paces calls of the system, which no test's clock moves
  if (wait >= SHORT_MS) setTimeout(runPaced, wait);
  else process.nextTick(runPaced);
}

/** Whether a connection has yet to write what it was asked to. */
export function writesWait(): boolean {
  return atOnce.length + paced.length + passes > 0;
}

function runPaced(): void {
  const ready = paced;
  paced = [];
  const few = ready.length < FEW_WRITES;
  const started = performance.now();
  writeAll(ready, () => {
    const ended = performance.now();
    notBefore = few ? 0 : ended + Math.min(ended - started, LONGEST_WAIT_MS);
    runNext();
  });
}

function writeAll(writers: readonly Writer[], onEnd?: () => void): void {
  passes += 1;
  writeSlice(writers, 0, onEnd);
}

function writeSlice(batch: readonly Writer[], from: number, onEnd?: () => void): void {
  const until = performance.now() + SLICE_MS;
  for (let at = from; at < batch.length; at++) {
    if (at > from && at % WRITES_A_LOOK === 0 && performance.now() > until) return void setImmediate(writeSlice, batch, at, onEnd);
    batch[at]?.writeNow();
  }
  last = NOTHING;
  passes -= 1;
  onEnd?.();
}

/** More chunks than these cost more to be gathered than to be copied. */
const FEW_CHUNKS = 4;
/** So do a few bytes, whatever the chunks: a buffer this small is cut from one that is there. */
const FEW_BYTES = 2_048;
const NOTHING: { chunks: readonly Frame[]; joined: readonly Frame[] | null } = { chunks: [], joined: null };
let last = NOTHING;

/**
 * Chunks as few as is cheap: for connections that are sent the same, one after the other, they are joined once.
 * A few large ones that only one connection is sent stay as they are, since the kernel gathers them without a copy.
 */
export function joined(chunks: readonly Frame[]): readonly Frame[] {
  if (chunks.length === 1) return chunks;
  if (chunks.length === last.chunks.length && chunks.every((chunk, index) => chunk === last.chunks[index])) {
    last.joined ??= [gathered(chunks)];
  } else last = { chunks, joined: chunks.length > FEW_CHUNKS || isSmall(chunks) ? [gathered(chunks)] : null };
  return last.joined ?? chunks;
}

function isSmall(chunks: readonly Frame[]): boolean {
  let bytes = 0;
  for (const { length } of chunks) bytes += length;
  return bytes <= FEW_BYTES;
}
