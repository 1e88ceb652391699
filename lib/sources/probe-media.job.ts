import type { Input } from 'mediabunny';
import { mediaInput } from '#lib/containers/media-input.ts';
import { failureOfThrown } from '#lib/net/fetch-failure.ts';
import { RangedFile } from '#lib/net/ranged-file.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Inside, ProbeMediaJob } from './inside.ts';
import { insideOf } from './look-inside.job.ts';

const NOTHING: Inside = { title: null, chapters: [], tracks: [], pictures: 0 };

/** @throws Failure `not_media` where it is no media that can be read */
export const probeMediaJob: ProbeMediaJob = async ({ url, limits }, { fetch, signal }) => {
  const file = new RangedFile(fetch, new URL(url), { signal, limits });
  const { input, failed } = mediaInput(file, () => sizeOf(file));
  try {
    // Both read the same bytes, which are fetched once.
    const inside = (await insideOf(file, new URL(url)).catch(refuse)) ?? NOTHING;
    if (!(await input.canRead())) throw new Failure('not_media');
    const tags = await input.getMetadataTags();
    return { title: clean(tags.title), artist: clean(tags.artist), duration: await durationOf(input), inside };
  } catch (thrown) {
    const read = failed();
    if (read) refuse(read.thrown);
    throw thrown instanceof Failure ? thrown : new Failure('not_media', { cause: thrown });
  } finally {
    input.dispose();
  }
};

/** @throws Failure of a read */
function refuse(thrown: unknown): never {
  throw failureOfThrown(thrown);
}

async function sizeOf(file: RangedFile): Promise<number> {
  await file.read(0, 1);
  if (file.size === null) throw new Failure('source_blocked', { message: 'The site does not say how large the file is.', retryable: false });
  return file.size;
}

/** Where nothing tells it, the last packet has to be found; how long a file is, is not worth reading all of it. */
async function durationOf(input: Input): Promise<number | null> {
  const told = await input.getDurationFromMetadata();
  const seconds = told ?? (await input.computeDuration().catch(() => Number.NaN));
  return Number.isFinite(seconds) ? seconds : null;
}

function clean(text: string | undefined): string | null {
  return text?.replace(/\s+/g, ' ').trim() || null;
}
