import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';

/** One way to the server while it lasts: a WebSocket, or event streams. It is dialled once and ends once. */
export type Line = {
  send(command: Command): void;
  /** Makes sure soon that the other end is still there; a dead line ends with 4408. */
  probe(): void;
  /** After this nothing more is heard of the line. */
  close(): void;
};

/** None of them throws: what fails in whoever listens is no fault of the line. */
export type LineHandlers = {
  established(): void;
  message(message: ServerMessage): void;
  /** The line ended by itself, with a close code of the protocol. */
  closed(code: number): void;
};

/**
 * Calls no handler before it has returned.
 * @param fresh the last line was refused: bring a new credential, and another name
 */
export type Dial = (handlers: LineHandlers, fresh: boolean) => Line;
