import { Failure } from '#lib/protocol/errors.ts';

/** @throws Failure `speech_failed` where the disk does not do it */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new Failure('speech_failed', { message: 'The sound could not be kept on the disk until it is sent.', hint: "See that there is room in the server's folder for temporary files, then try again.", cause });
  }
}
