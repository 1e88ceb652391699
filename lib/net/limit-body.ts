import type { Dispatcher } from 'undici';
import { Failure } from '#lib/protocol/errors.ts';

/** Bytes of one answer as they came, before they are decoded. */
export type Arrived = { bytes: number };

export type BodyLimits = {
  /** Decoded bytes. */
  max_bytes: number;
  /** How many times what arrived a body may grow, where it is decoded. */
  growth?: { max_ratio: number; arrived: Arrived } | undefined;
  /** Told of each piece. */
  onBytes?: (() => void) | undefined;
};

/** So little is taken at any ratio: a page of blanks is no attack. */
const HARMLESS = 64 * 1024;

/** A body that is cut off with `too_large` as soon as more comes than is taken. */
export function limitBody(body: ReadableStream<Uint8Array>, { max_bytes, growth, onBytes }: BodyLimits): ReadableStream<Uint8Array> {
  let seen = 0;
  const most = () => (growth === undefined ? max_bytes : Math.min(max_bytes, Math.max(HARMLESS, growth.arrived.bytes * growth.max_ratio)));
  return body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      onBytes?.();
      if (seen > most()) controller.error(new Failure('too_large'));
      else controller.enqueue(chunk);
    },
  }));
}

/** Counts what arrives on the wire, which fetch itself hides behind the decoding. */
export function counting(arrived: Arrived): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => dispatch(options, new Proxy(handler, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (name === 'onResponseData') arrived.bytes += (args[1] as Uint8Array).byteLength;
        return Reflect.apply(value, target, args);
      };
    },
  }));
}
