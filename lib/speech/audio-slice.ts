import { openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readers } from '#lib/isolation/readers.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { HalveSliceJob, WrittenSlice } from './cutting.ts';
import { indexFirst } from './index-first.ts';
import { onDisk } from './on-disk.ts';

/** A piece of the recording's sound, its packets as they were. It lies on the disk: what waits for a slow service takes no memory. */
export type AudioSlice = Pick<WrittenSlice, 'index' | 'start' | 'end' | 'content_type'> & {
  /** Read from the disk as it is sent, each time it is. */
  sound: Blob;
  filename: string;
  /** The same sound in two, where the service takes no more at once; they overlap as neighbours do. */
  halves(signal: AbortSignal): Promise<AudioSlice[]>;
  /** Gives the disk back. */
  discard(): Promise<void>;
};

/** @throws Failure `speech_failed` where the disk does not give it */
export async function audioSlice(written: WrittenSlice): Promise<AudioSlice> {
  const { file, index, start, end, extension, content_type } = written;
  const sound = await onDisk(async () => {
    const blob = await openAsBlob(file);
    return written.index_last ? indexFirst(blob) : blob;
  });
  return {
    index, start, end, sound, filename: `slice-${index}.${extension}`, content_type,
    async halves(signal) {
      const halves = await readers().run<HalveSliceJob>('halve-slice', { slice: written }, { fetch: nowhere, signal });
      return Promise.all(halves.map(audioSlice));
    },
    discard: () => rm(file, { force: true }),
  };
}

/** What is read lies on the disk. */
function nowhere(): Promise<never> {
  return Promise.reject(new Failure('forbidden_address'));
}
