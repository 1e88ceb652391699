import { cleanCues } from '#lib/captions/clean-cues.ts';
import { openContainer } from '#lib/containers/open-container.ts';
import { RangedFile } from '#lib/net/ranged-file.ts';
import { atOnce } from '#lib/platform/steps.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { trackIn, type ReadEmbeddedJob } from './embedded-tracks.ts';

export const readEmbeddedJob: ReadEmbeddedJob = async ({ track }, { fetch, signal, progress }) => {
  const { file, id } = trackIn(track.url);
  const container = await openContainer(new RangedFile(fetch, file, { signal }));
  const found = container?.tracks.find((candidate) => candidate.id === id);
  if (!found) throw new Failure('captions_missing', { message: 'The file does not hold these subtitles any more.' });
  return atOnce(cleanCues(await found.read((done, total) => progress(done, total, 'Reading the subtitles inside the file'))));
};
