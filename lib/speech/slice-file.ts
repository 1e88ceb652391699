import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ALL_FORMATS, EncodedAudioPacketSource, EncodedPacketSink, FilePathSource, FilePathTarget, Input, Output, type AudioCodec, type EncodedPacket } from 'mediabunny';
import { Failure } from '#lib/protocol/errors.ts';
import { containerOf } from './slice-container.ts';

/** A piece of the recording's sound, its packets as they were. It lies on the disk: what waits for a slow service takes no memory. */
export type AudioSlice = {
  index: number;
  /** Seconds into the recording; a slice starts a little before its neighbour ends. */
  start: number;
  end: number;
  /** Read from the disk as it is sent, each time it is. */
  sound: Blob;
  filename: string;
  content_type: string;
  /** The same sound in two, where the service takes no more at once; they overlap as neighbours do. */
  halves(): Promise<AudioSlice[]>;
  /** Gives the disk back. */
  discard(): Promise<void>;
};

export type Cutting = {
  codec: AudioCodec;
  meta: { decoderConfig: AudioDecoderConfig | undefined };
  /** Where slices lie; made when the first one is written. */
  directory(): Promise<string>;
  index: number;
  /** Seconds that two neighbours both hold. */
  overlap: number;
  /** Where in the recording the packets' own time begins; seconds. */
  offset: number;
};

const WRITE_BYTES = 256 * 1024;

/**
 * Writes packets, as they come, into a file of their own that begins with the first of them.
 * All of it throws Failure `speech_failed` where the disk does not take them.
 */
export class SliceWriter {
  /** Of the packets in it. */
  bytes = 0;
  #count = 0;
  #first: EncodedPacket | null = null;
  #last: EncodedPacket | null = null;
  /** The last packets, as far as the next slice may begin with them. */
  #tail: EncodedPacket[] = [];
  readonly #file: string;
  readonly #cutting: Cutting;
  readonly #output: Output;
  readonly #source: EncodedAudioPacketSource;

  private constructor(file: string, cutting: Cutting) {
    this.#file = file;
    this.#cutting = cutting;
    this.#output = new Output({ format: containerOf(cutting.codec).format, target: new FilePathTarget(file, { chunkSize: WRITE_BYTES }) });
    this.#source = new EncodedAudioPacketSource(cutting.codec);
    this.#output.addAudioTrack(this.#source);
  }

  static open(cutting: Cutting): Promise<SliceWriter> {
    return onDisk(async () => {
      const file = path.join(await cutting.directory(), `${randomUUID()}.${containerOf(cutting.codec).extension}`);
      const writer = new SliceWriter(file, cutting);
      await writer.#output.start();
      return writer;
    });
  }

  /** Seconds of it, the packet included. */
  lengthWith({ timestamp, duration }: EncodedPacket): number {
    return timestamp + duration - (this.#first?.timestamp ?? timestamp);
  }

  async add(packet: EncodedPacket): Promise<void> {
    this.#first ??= packet;
    this.#last = packet;
    this.#count += 1;
    this.bytes += packet.data.byteLength;
    const from = packet.timestamp + packet.duration - this.#cutting.overlap;
    this.#tail.push(packet);
    while ((this.#tail[0]?.timestamp ?? from) < from) this.#tail.shift();
    const timestamp = Math.max(0, packet.timestamp - this.#first.timestamp);
    await onDisk(() => this.#source.add(packet.clone({ timestamp }), this.#cutting.meta));
  }

  /** Its last packets, which the next slice begins with; at most half of it, so that slices go forward. */
  overlap(): EncodedPacket[] {
    return this.#tail.slice(Math.max(0, this.#tail.length - Math.floor(this.#count / 2)));
  }

  async finish(): Promise<AudioSlice> {
    const { index, codec, offset } = this.#cutting;
    const { extension, content_type, sent } = containerOf(codec);
    const start = Math.max(0, offset + (this.#first?.timestamp ?? 0));
    return onDisk(async () => {
      await this.#output.finalize();
      const file = await openAsBlob(this.#file);
      const end = this.#last === null ? start : offset + this.#last.timestamp + this.#last.duration;
      return {
        index, start, end, sound: (await sent?.(file)) ?? file, filename: `slice-${index}.${extension}`, content_type,
        halves: () => halve(this.#file, { ...this.#cutting, offset: start }),
        discard: () => rm(this.#file, { force: true }),
      };
    });
  }

  /** Ends it unfinished, if it is. */
  async abandon(): Promise<void> {
    if (this.#output.state === 'started') await this.#output.cancel();
  }
}

/** Reads the slice back: its packets are not kept. */
async function halve(file: string, cutting: Cutting): Promise<AudioSlice[]> {
  const input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS });
  try {
    const track = await input.getPrimaryAudioTrack();
    const packets = track === null ? [] : await allOf(new EncodedPacketSink(track).packets());
    const middle = Math.ceil(packets.length / 2);
    const first = await write(packets.slice(0, middle), cutting);
    const overlap = first.overlap();
    const before = await first.finish();
    const second = await write([...overlap, ...packets.slice(middle)], cutting);
    return [before, await second.finish()];
  } finally {
    input.dispose();
  }
}

async function write(packets: readonly EncodedPacket[], cutting: Cutting): Promise<SliceWriter> {
  const writer = await SliceWriter.open(cutting);
  try {
    for (const packet of packets) await writer.add(packet);
    return writer;
  } catch (thrown) {
    await writer.abandon();
    throw thrown;
  }
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Failure('speech_failed', { message: 'The sound could not be kept on the disk until it is sent.', hint: "See that there is room in the server's folder for temporary files, then try again.", cause });
  }
}
