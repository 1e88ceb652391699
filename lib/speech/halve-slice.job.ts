import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input, type EncodedPacket } from 'mediabunny';
import type { Cutting, HalveSliceJob } from './cutting.ts';
import { SliceWriter } from './slice-file.ts';

/** Reads a slice back: its packets were not kept. */
export const halveSliceJob: HalveSliceJob = async ({ slice: { file, cutting } }) => {
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
};

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
