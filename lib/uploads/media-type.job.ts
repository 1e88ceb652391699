import type { Input } from 'mediabunny';
import { mediaInput } from '#lib/containers/media-input.ts';
import { RangedFile } from '#lib/net/ranged-file.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { MediaTypeJob } from './file-kind.ts';

/** @throws Failure `not_media` where the bytes are broken in a way that their reader did not expect */
export const mediaTypeJob: MediaTypeJob = async ({ url, size, look }, { fetch, signal }) => {
  const { input, failed } = mediaInput(new RangedFile(fetch, new URL(url), { signal }), async () => size);
  try {
    if (!(await input.canRead())) return null;
    return look === 'first' ? '' : await typeOf(input);
  } catch (cause) {
    const read = failed();
    throw read ? asFailure(read.thrown) : new Failure('not_media', { cause });
  } finally {
    input.dispose();
  }
};

async function typeOf(input: Input): Promise<string | null> {
  const [sound, picture] = [await input.getPrimaryAudioTrack(), await input.getPrimaryVideoTrack()];
  if (sound === null && picture === null) return null;
  const type = (await input.getMimeType()).split(';')[0] ?? '';
  return picture === null ? type.replace(/^video\//, 'audio/') : type;
}
