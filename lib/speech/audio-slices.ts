import {
  ALL_FORMATS, BufferTarget, EncodedAudioPacketSource, EncodedPacketSink, FlacOutputFormat, Input, MkvOutputFormat, Mp3OutputFormat, Mp4OutputFormat,
  OggOutputFormat, Output, UrlSource, WavOutputFormat, type AudioCodec, type EncodedPacket, type InputAudioTrack, type OutputFormat,
} from 'mediabunny';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { notingFetch, type NotingFetch } from './noting-fetch.ts';

/** A piece of the recording's sound, its packets as they were. */
export type AudioSlice = {
  index: number;
  /** Seconds into the recording; a slice starts a little before its neighbour ends. */
  start: number;
  end: number;
  bytes: Uint8Array;
  filename: string;
  content_type: string;
  /** The same sound in two, where the service takes no more at once; they overlap as neighbours do. */
  halves(): Promise<AudioSlice[]>;
};

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
  close(): void;
};

const BLOCK_BYTES = 1024 * 1024;
/** Of the sound's beginning, to learn how much a second takes. */
const SAMPLED_PACKETS = 50;
const READ_TRIES = 3;
/** Bytes of the file kept in memory. */
const CACHE_BYTES = 4 * 1024 * 1024;

/**
 * The sound of a media file behind a URL, by ranged reads through the given fetch.
 * @throws Failure `not_media` where there is no sound in it
 */
export async function openSound(url: string, fetchFn: typeof fetch, signal: AbortSignal): Promise<OpenSound> {
  const noting = notingFetch(abortable(fetchFn, signal));
  const source = new UrlSource(url, {
    fetchFn: noting.fetch,
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
    return { duration, expected: (limits) => (duration === null ? null : expectedSlices(duration, averageBitrate / 8, limits)), slices: (limits) => readable(cut(track, limits), noting), close: () => input.dispose() };
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

type SoundTrack = { track: InputAudioTrack; codec: AudioCodec; meta: { decoderConfig: AudioDecoderConfig | undefined } };

async function* readable(slices: AsyncGenerator<AudioSlice, void, undefined>, noting: NotingFetch): AsyncGenerator<AudioSlice, void, undefined> {
  try {
    yield* slices;
  } catch (thrown) {
    throw noting.failure(thrown);
  }
}

async function* cut(sound: SoundTrack, limits: SliceLimits): AsyncGenerator<AudioSlice, void, undefined> {
  const keep = copier();
  let held: EncodedPacket[] = [];
  let bytes = 0;
  let index = 0;
  for await (const packet of new EncodedPacketSink(sound.track).packets()) {
    const start = held[0]?.timestamp ?? packet.timestamp;
    const full = bytes + packet.data.byteLength > limits.bytes || packet.timestamp + packet.duration - start > limits.seconds;
    if (full && held.length > 0) {
      yield await mux(held, { ...sound, index: index++, limits });
      held = overlapOf(held, limits);
      bytes = held.reduce((sum, { data }) => sum + data.byteLength, 0);
    }
    held.push(packet.clone({ data: keep(packet.data) }));
    bytes += packet.data.byteLength;
  }
  if (held.length > 0) yield await mux(held, { ...sound, index, limits });
}

/**
 * Copies packets side by side into blocks of their own. Where they come from, they lie in pieces of the whole file,
 * picture included, which would be held with them; and thousands of small buffers would leave memory in shreds.
 */
function copier(): (data: Uint8Array) => Uint8Array {
  let block = new Uint8Array(0);
  return (data) => {
    if (data.byteLength > block.byteLength) block = new Uint8Array(Math.max(BLOCK_BYTES, data.byteLength));
    block.set(data);
    const copy = block.subarray(0, data.byteLength);
    block = block.subarray(data.byteLength);
    return copy;
  };
}

/** The last packets of a slice, which the next one begins with; at most half of it, so that slices go forward. */
function overlapOf(packets: readonly EncodedPacket[], { overlap }: SliceLimits): EncodedPacket[] {
  const last = packets.at(-1);
  const from = last === undefined ? 0 : last.timestamp + last.duration - overlap;
  return packets.slice(Math.ceil(packets.length / 2)).filter(({ timestamp }) => timestamp >= from);
}

type Cutting = SoundTrack & { index: number; limits: SliceLimits };

async function mux(packets: readonly EncodedPacket[], cutting: Cutting): Promise<AudioSlice> {
  const { codec, meta, index, limits } = cutting;
  const { format, extension, content_type } = containerOf(codec);
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const source = new EncodedAudioPacketSource(codec);
  output.addAudioTrack(source);
  await output.start();
  const start = packets[0]?.timestamp ?? 0;
  for (const packet of packets) await source.add(packet.clone({ timestamp: Math.max(0, packet.timestamp - start) }), meta);
  await output.finalize();
  const last = packets.at(-1);
  const end = last === undefined ? start : last.timestamp + last.duration;
  return {
    index, start: Math.max(0, start), end, bytes: new Uint8Array(target.buffer ?? new ArrayBuffer(0)), filename: `slice-${index}.${extension}`, content_type,
    async halves() {
      const first = packets.slice(0, Math.ceil(packets.length / 2));
      return [await mux(first, cutting), await mux([...overlapOf(first, limits), ...packets.slice(first.length)], cutting)];
    },
  };
}

/** What services take for a codec; Matroska for the rest, which those built on FFmpeg read. */
function containerOf(codec: AudioCodec): { format: OutputFormat; extension: string; content_type: string } {
  if (codec === 'aac') return { format: new Mp4OutputFormat(), extension: 'm4a', content_type: 'audio/mp4' };
  if (codec === 'mp3') return { format: new Mp3OutputFormat(), extension: 'mp3', content_type: 'audio/mpeg' };
  if (codec === 'opus' || codec === 'vorbis') return { format: new OggOutputFormat(), extension: 'ogg', content_type: 'audio/ogg' };
  if (codec === 'flac') return { format: new FlacOutputFormat(), extension: 'flac', content_type: 'audio/flac' };
  const wav = new WavOutputFormat();
  if (wav.getSupportedAudioCodecs().includes(codec)) return { format: wav, extension: 'wav', content_type: 'audio/wav' };
  return { format: new MkvOutputFormat(), extension: 'mka', content_type: 'audio/x-matroska' };
}
