import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import type { LinkState } from './connection-table.ts';

export type LinkStatus = {
  readonly state: LinkState;
  /** What the browser says of the network. */
  readonly online: boolean;
  /** How the last line ended; null while one is open. */
  readonly close_code: number | null;
};

export type LinkListener = {
  changed(): void;
  /** A new line is open: what is followed must be asked for again. */
  established(): void;
  message(message: ServerMessage): void;
};

/** What the task streams need of a connection; a tab that shares another tab's socket offers the same. */
export type Link = {
  listen(listener: LinkListener): void;
  open(): void;
  close(): void;
  /** Sent when the line is open; else forgotten, since all is asked for again once it is. */
  send(command: Command): void;
  status(): LinkStatus;
  /** `seen`: somebody looks, so any wait is over; `again`: somebody asks for another try, even after a refusal. */
  nudge(event: 'seen' | 'again'): void;
};
