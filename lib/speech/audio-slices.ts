import { rm } from 'node:fs/promises';
import { ALL_FORMATS, EncodedPacketSink, Input, UrlSource, type EncodedPacket, type InputAudioTrack } from 'mediabunny';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { notingFetch, type NotingFetch } from './noting-fetch.ts';
import { pausableFetch, type PausableFetch } from './pausable-fetch.ts';
import { makeSoundFolder } from './sound-folder.ts';
import { SliceWriter, type AudioSlice, type Cutting } from './slice-file.ts';

export type SliceLimits = {
  /** Sound in one slice; services take 25 MB. */
  bytes: number;
  seconds: number;
  /** Seconds that two neighbours both hold, so that no word is cut in two. */
  overlap: number;
};

export const SLICE_LIMITS: SliceLimits = { bytes: 20_000_000, seconds: 300, overlap: 2 };

export type OpenSound = {
  /** Seconds; null where the file does not say. */
  duration: number | null;
  /** How many slices that will be, by its length and how much a second takes; null where nobody knows. */
  expected(limits: SliceLimits): number | null;
  /** Reads the file from start to end, once. */
  slices(limits: SliceLimits): AsyncGenerator<AudioSlice, void, undefined>;
  /** Lets go of the file, and of the slices. */
  close(): Promise<void>;
};

/** Of the sound's beginning, to learn how much a second takes. */
const SAMPLED_PACKETS = 50;
const READ_TRIES = 3;
/**
 * Bytes of the file kept in memory. What is kept long counts as old to the garbage collector, and waits there until it
 * looks at everything: with 4 MiB, of a gigabyte that goes through, 60 MB more lay about.
 */
const CACHE_BYTES = 1024 * 1024;

/**
 * The sound of a media file behind a URL, by ranged reads through the given fetch.
 * @throws Failure `not_media` where there is no sound in it
 */
export async function openSound(url: string, fetchFn: typeof fetch, signal: AbortSignal): Promise<OpenSound> {
  const noting = notingFetch(abortable(fetchFn, signal));
  const pausable = pausableFetch(noting.fetch);
  const source = new UrlSource(url, {
    fetchFn: pausable.fetch,
    maxCacheSize: CACHE_BYTES,
    getRetryDelay: (attempts, error) => (!signal.aborted && attempts < READ_TRIES && asFailure(error).code === 'internal' ? 2 ** attempts / 4 : null),
    // A read that is asked for again later reports its own error.
    handleUnhandledError: () => {},
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    const track = await soundTrack(input);
    const duration = await input.getDurationFromMetadata([track.track]);
    const { averageBitrate } = await track.track.computePacketStats(SAMPLED_PACKETS);
    let made: Promise<string> | undefined;
    const directory = () => (made ??= makeSoundFolder());
    return {
      duration,
      expected: (limits) => (duration === null ? null : expectedSlices(duration, averageBitrate / 8, limits)),
      slices: (limits) => readable(cut(track, { directory, pausable, limits }), noting),
      async close() {
        pausable.resume();
        input.dispose();
        // What was never made has been told already.
        const there = await made?.catch(() => undefined);
        if (there !== undefined) await rm(there, { recursive: true, force: true });
      },
    };
  } catch (thrown) {
    input.dispose();
    throw noting.failure(thrown);
  }
}

/** Ends a read that the reader itself would wait for. */
function abortable(inner: typeof fetch, signal: AbortSignal): typeof fetch {
  return (input, init) => inner(input, { ...init, signal: init?.signal ? AbortSignal.any([signal, init.signal]) : signal });
}

function expectedSlices(duration: number, bytesPerSecond: number, { bytes, seconds, overlap }: SliceLimits): number {
  const length = Math.min(seconds, bytes / Math.max(1, bytesPerSecond));
  return Math.max(1, Math.ceil((duration - overlap) / Math.max(1, length - overlap)));
}

async function soundTrack(input: Input): Promise<SoundTrack> {
  // Broken bytes are no media; what the network broke is another error, noted where it came from.
  const track = (await input.canRead()) ? await input.getPrimaryAudioTrack() : null;
  const codec = (await track?.getCodec()) ?? null;
  if (track === null || codec === null) throw new Failure('not_media', { message: 'There is no sound in it that can be cut out.' });
  return { track, codec, meta: { decoderConfig: (await track.getDecoderConfig()) ?? undefined } };
}

type SoundTrack = Pick<Cutting, 'codec' | 'meta'> & { track: InputAudioTrack };

async function* readable(slices: AsyncGenerator<AudioSlice, void, undefined>, noting: NotingFetch): AsyncGenerator<AudioSlice, void, undefined> {
  try {
    yield* slices;
  } catch (thrown) {
    throw noting.failure(thrown);
  }
}

type Cut = Pick<Cutting, 'directory'> & { pausable: PausableFetch; limits: SliceLimits };

async function* cut({ track, codec, meta }: SoundTrack, { directory, pausable, limits }: Cut): AsyncGenerator<AudioSlice, void, undefined> {
  let index = 0;
  const open = () => SliceWriter.open({ codec, meta, directory, index: index++, overlap: limits.overlap, offset: 0 });
  let writer: SliceWriter | null = null;
  try {
    for await (const packet of asked(new EncodedPacketSink(track).packets(), pausable)) {
      if (writer !== null && isFull(writer, packet, limits)) {
        const overlap = writer.overlap();
        yield await writer.finish();
        writer = await open();
        for (const again of overlap) await writer.add(again);
      }
      writer ??= await open();
      await writer.add(packet);
    }
    if (writer !== null) yield await writer.finish();
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
