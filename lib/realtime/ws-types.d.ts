import type { Writable } from 'node:stream';

// Exported by `ws`, and missing from its types.
declare module 'ws' {
  /** Reads frames out of bytes. It emits `message`, `ping`, `pong`, `conclude`, and `error` with a code of `ws` for a broken frame. */
  export class Receiver extends Writable {
    constructor(options: { isServer: boolean; maxPayload: number });
  }
}
