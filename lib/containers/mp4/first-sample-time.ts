import type { ByteFile } from '../byte-file.ts';
import { allBoxes, boxAt } from './boxes.ts';
import { findMovie, fragmentsOf } from './find-movie.ts';
import { fragmentSamples, readDefaults } from './fragments.ts';
import { readTracks } from './tracks.ts';

/** When the first fragment's samples start, in seconds; null where there is no fragment. */
export async function firstSampleTime(file: ByteFile): Promise<number | null> {
  const found = await findMovie(file);
  if (found === null) return null;
  const defaults = readDefaults(found.moov);
  const tracks = readTracks(found.moov);
  for await (const fragment of fragmentsOf(file, found.end, null)) {
    const starts = tracks.flatMap(({ id, timescale }) => {
      const [sample] = fragmentSamples(fragment, { id, defaults: defaults.get(id) ?? { duration: 0, size: 0 } }, 0);
      return sample && hasTime(fragment.moof) ? [sample.start / timescale] : [];
    });
    return starts.length > 0 ? Math.min(...starts) : null;
  }
  return null;
}

function hasTime(moof: Uint8Array): boolean {
  return allBoxes(moof, 'traf').some((traf) => boxAt(traf, 'tfdt') !== null);
}
