import type { Close } from '#lib/protocol/close-codes.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import type { Sink } from './outbox.ts';

/** What a socket's events are told to. */
export type Handler = { message(text: string | null): void; alive(): void; drained(): void; closed(code: number): void };

/** What the gateway needs of a socket. */
export type Socket = Sink & {
  ping(): void;
  close(close: Close): void;
  /** Ends it without waiting for the peer. */
  terminate(): void;
  /** Reads no more frames until `resume`. */
  pause(): void;
  resume(): void;
};

type Distribute<T> = T extends unknown ? Omit<T, 'timestamp'> : never;
/** A message before it is stamped. */
export type Outgoing = Distribute<ServerMessage>;
