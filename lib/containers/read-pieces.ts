import { MOST_TEXT } from './budget.ts';
import type { ByteFile } from './byte-file.ts';
import type { OnPart } from './container.ts';

/** A stretch of a file. */
export type Piece = { offset: number; size: number };

/** Bytes between two pieces that are rather read along than asked around. */
const SMALL_GAP = 2048;
/** Bytes of one read. */
const MOST_AT_ONCE = 256 * 1024;
/** Reads at a time. */
const AT_ONCE = 4;
/** No piece of text is longer; what says that it is lies. */
const LONGEST_PIECE = 1024 * 1024;

/** Reads pieces of a file, neighbours together. @returns their bytes in the order given; null for those beyond the file, too long, or past 64 MiB in all */
export async function readPieces(file: ByteFile, pieces: readonly Piece[], onPart?: OnPart): Promise<(Uint8Array | null)[]> {
  const found: (Uint8Array | null)[] = Array.from({ length: pieces.length }, () => null);
  const groups = grouped(pieces);
  let done = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let group = groups[next++]; group !== undefined; group = groups[next++]) {
      const bytes = await file.read(group.offset, group.size);
      for (const index of group.members) found[index] = cutOut(bytes, group, pieces[index]);
      done += 1;
      onPart?.(done, groups.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

type Group = Piece & { members: number[] };

function grouped(pieces: readonly Piece[]): Group[] {
  const groups: Group[] = [];
  let total = 0;
  const order = pieces.map((piece, index) => ({ ...piece, index })).filter(({ size, offset }) => size <= LONGEST_PIECE && offset >= 0).toSorted((a, b) => a.offset - b.offset);
  for (const { offset, size, index } of order) {
    const last = groups.at(-1);
    const end = offset + size;
    total += size;
    if (total > MOST_TEXT) break;
    if (last && offset - (last.offset + last.size) <= SMALL_GAP && end - last.offset <= MOST_AT_ONCE) {
      last.size = Math.max(last.size, end - last.offset);
      last.members.push(index);
    } else {
      groups.push({ offset, size, members: [index] });
    }
  }
  return groups;
}

function cutOut(bytes: Uint8Array, group: Group, piece: Piece | undefined): Uint8Array | null {
  if (!piece) return null;
  const from = piece.offset - group.offset;
  // A copy, so that one line does not keep all that was read with it.
  return from + piece.size > bytes.byteLength ? null : bytes.slice(from, from + piece.size);
}
