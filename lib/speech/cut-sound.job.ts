import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource, type EncodedPacket, type InputAudioTrack } from 'mediabunny';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { CutSoundJob, Cutting, SliceLimits, WrittenSlice } from './cutting.ts';
import { mediaFetch } from './media-fetch.ts';
import { notingFetch } from './noting-fetch.ts';
import { pausableFetch, type PausableFetch } from './pausable-fetch.ts';
import { SliceWriter } from './slice-file.ts';

/** Of the sound's beginning, to learn how much a second takes. */
const SAMPLED_PACKETS = 50;
const READ_TRIES = 3;
/**
 * Bytes of the file kept in memory. What is kept long counts as old to the garbage collector, and waits there until it
 * looks at everything: with 4 MiB, of a gigabyte that goes through, 60 MB more lay about.
 */
const CACHE_BYTES = 1024 * 1024;

/** Reads a recording from start to end, once. @throws Failure `not_media` where there is no sound in it, `speech_failed` where the disk takes no slice */
export const cutSoundJob: CutSoundJob = async ({ url }, { fetch, part }) => {
  const noting = notingFetch(mediaFetch(fetch));
  const pausable = pausableFetch(noting.fetch);
  const source = new UrlSource(url, {
    fetchFn: pausable.fetch,
    maxCacheSize: CACHE_BYTES,
    getRetryDelay: (attempts, error) => (attempts < READ_TRIES && asFailure(error).code === 'internal' ? 2 ** attempts / 4 : null),
    // A read that is asked for again later reports its own error.
    handleUnhandledError: () => {},
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    const track = await soundTrack(input);
    const duration = await input.getDurationFromMetadata([track.track]);
    const { averageBitrate } = await track.track.computePacketStats(SAMPLED_PACKETS);
    const wish = await part({ duration, bytes_per_second: averageBitrate / 8 });
    await cut(track, { ...wish, pausable, hand: part });
  } catch (thrown) {
    throw noting.failure(thrown);
  } finally {
    input.dispose();
  }
};

async function soundTrack(input: Input): Promise<SoundTrack> {
  // Broken bytes are no media; what the network broke is another error, noted where it came from.
  const track = (await input.canRead()) ? await input.getPrimaryAudioTrack() : null;
  const codec = (await track?.getCodec()) ?? null;
  if (track === null || codec === null) throw new Failure('not_media', { message: 'There is no sound in it that can be cut out.' });
  return { track, codec, meta: { decoderConfig: (await track.getDecoderConfig()) ?? undefined } };
}

type SoundTrack = Pick<Cutting, 'codec' | 'meta'> & { track: InputAudioTrack };

type Cut = { directory: string; limits: SliceLimits; pausable: PausableFetch; hand(slice: WrittenSlice): Promise<unknown> };

async function cut({ track, codec, meta }: SoundTrack, { directory, limits, pausable, hand }: Cut): Promise<void> {
  let index = 0;
  const open = () => SliceWriter.open({ codec, meta, directory, index: index++, overlap: limits.overlap, offset: 0 });
  let writer: SliceWriter | null = null;
  try {
    for await (const packet of asked(new EncodedPacketSink(track).packets(), pausable)) {
      if (writer !== null && isFull(writer, packet, limits)) {
        const overlap = writer.overlap();
        await hand(await writer.finish());
        writer = await open();
        for (const again of overlap) await writer.add(again);
      }
      writer ??= await open();
      await writer.add(packet);
    }
    if (writer !== null) await hand(await writer.finish());
  } finally {
    await writer?.abandon();
  }
}

function isFull(writer: SliceWriter, packet: EncodedPacket, { bytes, seconds }: SliceLimits): boolean {
  return writer.bytes + packet.data.byteLength > bytes || writer.lengthWith(packet) > seconds;
}

/** Lets the file be read only while a packet is waited for. */
async function* asked(packets: AsyncGenerator<EncodedPacket, void, unknown>, pausable: PausableFetch): AsyncGenerator<EncodedPacket, void, undefined> {
  for await (const packet of packets) {
    pausable.pause();
    yield packet;
    pausable.resume();
  }
}
