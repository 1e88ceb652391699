import type { Command } from '#lib/protocol/commands.ts';
import type { Link, LinkListener, LinkStatus } from '../link.ts';
import type { Clock, SurroundingEvent, Surroundings } from '../ports.ts';
import type { TabDraft, TabMessage } from './tab-messages.ts';
import type { OpenChannel, TabLocks } from './tab-ports.ts';

export type SharedLinkPorts = {
  /** Whose tabs share a socket: those of one identity. */
  scope: string;
  /** This tab's name among them. */
  self: string;
  clock: Clock;
  surroundings: Surroundings;
  locks: TabLocks;
  openChannel: OpenChannel;
  /** This tab's own connection, opened only while it leads. */
  connection: Link;
};

/** What a role needs of the tab that plays it. */
export type Tab = SharedLinkPorts & {
  post(message: TabDraft): void;
  listener: LinkListener;
  /** Whether this tab itself follows a task. */
  wanted(): boolean;
};

/** Leading, or following: how a tab comes by its messages. */
export interface Role {
  hear(message: TabMessage): void;
  send(command: Command): void;
  status(): LinkStatus;
  nudge(event: 'seen' | 'again'): void;
  surrounded(event: SurroundingEvent): void;
  end(): void;
}

/** The lock that a tab holds as long as it lives. */
export function lifeLock(scope: string, tab: string): string {
  return `${scope}/tab/${tab}`;
}
