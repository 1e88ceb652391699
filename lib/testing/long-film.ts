import { execFile } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Words of a line every four seconds. */
const lineAt = (index: number): string => `This is line ${index} of a long talk.`;
const clock = (millis: number): string => new Date(millis).toISOString().slice(11, 23).replace('.', ',');

/**
 * A film of many minutes with subtitles and sound inside, and of as many bytes as are wished: its pictures are real but
 * small, and each is followed by a hole in the file, so that it takes little room on disk.
 * @returns its path in `directory`
 */
export async function longFilm(directory: string, { minutes, bytes, moov }: { minutes: number; bytes: number; moov: 'first' | 'last' }): Promise<{ file: string; lines: string[] }> {
  const work = await mkdtemp(path.join(os.tmpdir(), 'mindtube-film-'));
  const lines = Array.from({ length: minutes * 15 }, (_, index) => lineAt(index));
  await writeFile(path.join(work, 'a.srt'), lines.map((line, index) => `${index + 1}\n${clock(index * 4000)} --> ${clock(index * 4000 + 3000)}\n${line}\n`).join('\n'));
  const short = path.join(work, 'short.mp4');
  const seconds = String(minutes * 60);
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', `color=size=16x16:rate=5:duration=${seconds}`, '-f', 'lavfi', '-i', `anullsrc=r=8000:cl=mono:d=${seconds}`, '-i', path.join(work, 'a.srt'),
    '-map', '0', '-map', '1', '-map', '2', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50', '-c:a', 'aac', '-b:a', '16k', '-c:s', 'mov_text', '-t', seconds, ...(moov === 'first' ? ['-movflags', 'faststart'] : []), short]);
  const file = path.join(directory, `film-${moov}.mp4`);
  await spread(await readFile(short), file, bytes);
  await rm(work, { recursive: true });
  return { file, lines };
}

/** Writes the film with its media spread over `bytes`, and its chunks' places written anew. */
async function spread(film: Buffer, file: string, bytes: number): Promise<void> {
  const boxes = topLevel(film);
  const named = (type: string) => boxes.find((box) => box.type === type) ?? { at: 0, size: 0 };
  const [mdat, moov] = [named('mdat'), named('moov')];
  const first = moov.at < mdat.at;
  const tables = chunkTables(film.subarray(moov.at, moov.at + moov.size));
  const places = [...new Set(tables.flatMap(({ offsets }) => offsets))].toSorted((a, b) => a - b);
  const hole = Math.floor((bytes - film.length) / places.length);
  const moved = new Map(places.map((place, index) => [place, place + index * hole]));
  const index = Buffer.from(film.subarray(moov.at, moov.at + moov.size));
  for (const { at, offsets } of tables) offsets.forEach((offset, row) => index.writeUInt32BE(moved.get(offset) ?? 0, at + row * 4));
  const handle = await open(file, 'w');
  await handle.write(film.subarray(0, mdat.at), 0, mdat.at, 0);
  if (first) await handle.write(index, 0, index.length, moov.at);
  const head = Buffer.from(film.subarray(mdat.at, mdat.at + 8));
  const end = mdat.at + mdat.size + hole * places.length;
  head.writeUInt32BE(end - mdat.at);
  await handle.write(head, 0, 8, mdat.at);
  for (const [row, place] of places.entries()) {
    const next = places[row + 1] ?? mdat.at + mdat.size;
    await handle.write(film.subarray(place, next), 0, next - place, moved.get(place));
  }
  if (first) await handle.truncate(end);
  else await handle.write(index, 0, index.length, end);
  await handle.close();
}

function topLevel(film: Buffer): { type: string; at: number; size: number }[] {
  const boxes = [];
  for (let at = 0; at + 8 <= film.length; at += film.readUInt32BE(at)) boxes.push({ type: film.toString('latin1', at + 4, at + 8), at, size: film.readUInt32BE(at) });
  return boxes;
}

/** Where in the `moov` the places of chunks are written. */
function chunkTables(moov: Buffer): { at: number; offsets: number[] }[] {
  const tables = [];
  for (let at = moov.indexOf('stco'); at >= 0; at = moov.indexOf('stco', at + 4)) {
    const count = moov.readUInt32BE(at + 8);
    tables.push({ at: at + 12, offsets: Array.from({ length: count }, (_, index) => moov.readUInt32BE(at + 12 + index * 4)) });
  }
  return tables;
}
