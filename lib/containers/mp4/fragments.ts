import { whole } from '../fields.ts';
import { allBoxes, boxAt, fullBox } from './boxes.ts';
import { MOST_SAMPLES, type Sample } from './sample-table.ts';

/** What holds for a sample that does not say: of the track (`trex`), then of the fragment (`tfhd`). */
export type Defaults = { duration: number; size: number };

/** The defaults of each track, by its id; empty where the movie is not in fragments. */
export function readDefaults(moov: Uint8Array): Map<number, Defaults> {
  const mvex = boxAt(moov, 'mvex');
  return new Map((mvex ? allBoxes(mvex, 'trex') : []).flatMap((trex) => whole<[number, Defaults][]>(() => [readTrex(trex)], [])));
}

function readTrex(trex: Uint8Array): [number, Defaults] {
  const { fields } = fullBox(trex);
  const id = fields.u32();
  return [id, { duration: fields.skip(4).u32(), size: fields.u32() }];
}

export type Fragment = {
  /** The body of the `moof` and where its header starts in the file. */
  moof: Uint8Array;
  at: number;
};

/** The samples of one track in a fragment. @param next when the track goes on where the fragment does not say, in ticks */
export function fragmentSamples({ moof, at }: Fragment, track: { id: number; defaults: Defaults }, next: number): Sample[] {
  const samples: Sample[] = [];
  let start = next;
  for (const traf of allBoxes(moof, 'traf')) {
    const found = whole(() => readTraf(traf, track), null);
    if (found === null) continue;
    const base = found.base ?? at;
    start = found.start ?? start;
    let offset = base;
    for (const trun of allBoxes(traf, 'trun')) {
      const run = readRun(trun, { base, offset, start, defaults: found.defaults, most: MOST_SAMPLES - samples.length });
      const last = run.at(-1);
      if (last) [offset, start] = [last.offset + last.size, last.start + last.duration];
      for (const sample of run) samples.push(sample);
    }
  }
  return samples;
}

/** `base`: from where offsets count, where that is not the fragment's start. */
type Traf = { defaults: Defaults; base: number | null; start: number | null };

function readTraf(traf: Uint8Array, track: { id: number; defaults: Defaults }): Traf | null {
  const tfhd = boxAt(traf, 'tfhd');
  if (!tfhd) return null;
  const { flags, fields } = fullBox(tfhd);
  if (fields.u32() !== track.id) return null;
  const base = (flags & 1) !== 0 ? fields.u64() : null;
  if ((flags & 2) !== 0) fields.skip(4);
  const duration = (flags & 8) !== 0 ? fields.u32() : track.defaults.duration;
  const size = (flags & 16) !== 0 ? fields.u32() : track.defaults.size;
  const tfdt = boxAt(traf, 'tfdt');
  return { defaults: { duration, size }, base, start: tfdt && whole(() => startIn(tfdt), null) };
}

function startIn(tfdt: Uint8Array): number {
  const { version, fields } = fullBox(tfdt);
  return fields.word(version === 1);
}

type Run = { base: number; offset: number; start: number; defaults: Defaults; most: number };

function readRun(trun: Uint8Array, { base, offset, start, defaults, most }: Run): Sample[] {
  const samples: Sample[] = [];
  whole(() => {
    const { flags, fields } = fullBox(trun);
    const count = Math.min(most, fields.u32());
    let place = (flags & 1) !== 0 ? base + fields.i32() : offset;
    if ((flags & 4) !== 0) fields.skip(4);
    const skipped = [0x400, 0x800].filter((flag) => (flags & flag) !== 0).length * 4;
    let when = start;
    for (let index = 0; index < count; index++) {
      const duration = (flags & 0x100) !== 0 ? fields.u32() : defaults.duration;
      const size = (flags & 0x200) !== 0 ? fields.u32() : defaults.size;
      fields.skip(skipped);
      samples.push({ offset: place, size, start: when, duration });
      place += size;
      when += duration;
    }
  }, undefined);
  return samples;
}
