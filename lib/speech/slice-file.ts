import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { EncodedAudioPacketSource, FilePathTarget, Output, type AudioCodec, type EncodedPacket } from 'mediabunny';
import type { Cutting, WrittenSlice } from './cutting.ts';
import { onDisk } from './on-disk.ts';
import { containerOf } from './slice-container.ts';

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
    this.#source = new EncodedAudioPacketSource(cutting.codec as AudioCodec);
    this.#output.addAudioTrack(this.#source);
  }

  static open(cutting: Cutting): Promise<SliceWriter> {
    return onDisk(async () => {
      const file = path.join(cutting.directory, `${randomUUID()}.${containerOf(cutting.codec).extension}`);
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

  async finish(): Promise<WrittenSlice> {
    const { index, codec, offset } = this.#cutting;
    const start = Math.max(0, offset + (this.#first?.timestamp ?? 0));
    const end = this.#last === null ? start : offset + this.#last.timestamp + this.#last.duration;
    const { extension, content_type, index_last } = containerOf(codec);
    await onDisk(() => this.#output.finalize());
    return { file: this.#file, index, start, end, extension, content_type, index_last, cutting: { ...this.#cutting, offset: start } };
  }

  /** Ends it unfinished, if it is. */
  async abandon(): Promise<void> {
    if (this.#output.state === 'started') await this.#output.cancel();
  }
}
