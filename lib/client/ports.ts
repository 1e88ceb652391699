/** Time and timers as an argument, so that tests move time instead of waiting for it. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `fn` once after `ms`. @returns a function that takes it back. */
  after(ms: number, fn: () => void): () => void;
};

/** The smallest part of a WebSocket that is used here. */
export type SocketPort = { send(text: string): void; close(code: number): void };
export type SocketHandlers = { message(text: string): void; closed(code: number): void };
export type OpenSocket = (url: string, handlers: SocketHandlers) => SocketPort;

export type SurroundingEvent = 'online' | 'offline' | 'seen' | 'hidden' | 'left';

/** What a tab knows of the world around it. */
export type Surroundings = {
  online(): boolean;
  /** Whether somebody can be looking at the page. */
  visible(): boolean;
  /**
   * `seen`: the page is looked at again; `hidden`: no more; `left`: it goes away, though the browser may keep it to show
   * it again. @returns a function that stops listening.
   */
  listen(hear: (event: SurroundingEvent) => void): () => void;
};
