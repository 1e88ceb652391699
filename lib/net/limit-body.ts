import { Failure } from '#lib/protocol/errors.ts';

export type BodyLimits = {
  /** Decoded bytes. */
  max_bytes: number;
  /** How many times its encoded size a body may grow, where the server tells that size. */
  max_ratio: number;
  encoded_bytes: number | null;
};

/** A body that is cut off with `too_large` as soon as more comes than is taken. */
export function limitBody(body: ReadableStream<Uint8Array>, limits: BodyLimits): ReadableStream<Uint8Array> {
  const cap = limits.encoded_bytes === null ? limits.max_bytes : Math.min(limits.max_bytes, Math.max(64 * 1024, limits.encoded_bytes * limits.max_ratio));
  let seen = 0;
  return body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      if (seen > cap) controller.error(new Failure('too_large'));
      else controller.enqueue(chunk);
    },
  }));
}
