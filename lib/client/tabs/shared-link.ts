import type { Command } from '#lib/protocol/commands.ts';
import type { Link, LinkListener, LinkStatus } from '../link.ts';
import type { SurroundingEvent } from '../ports.ts';
import { Follower } from './follower.ts';
import { Leader } from './leader.ts';
import { lifeLock, type Role, type SharedLinkPorts, type Tab } from './role.ts';
import { zTabMessage } from './tab-messages.ts';
import type { TabChannel } from './tab-ports.ts';

/**
 * One line to the server for all tabs of one identity. The tab that holds the lock leads: it has the line, and the
 * others speak through it. When it is gone, however it went, the next in turn leads; each tab keeps its own cursor and
 * asks with it on the new line, so nothing is lost and nothing rendered twice.
 */
export class SharedLink implements Link {
  #tab: Tab;
  #listener: LinkListener = { changed: () => {}, established: () => {}, message: () => {} };
  #wanted = false;
  #channel: TabChannel | null = null;
  #role: Role | null = null;
  #releaseLife: (() => void) | null = null;
  #releaseLead: (() => void) | null = null;
  #stopListening: (() => void) | null = null;

  constructor(ports: SharedLinkPorts) {
    this.#tab = {
      ...ports,
      post: (message) => this.#channel?.post({ ...message, from: ports.self }),
      wanted: () => this.#wanted,
      listener: {
        changed: () => this.#listener.changed(),
        established: () => { if (this.#wanted) this.#listener.established(); },
        message: (message) => this.#listener.message(message),
      },
    };
  }

  listen(listener: LinkListener): void {
    this.#listener = listener;
  }

  open(): void {
    this.#wanted = true;
    this.#stopListening ??= this.#tab.surroundings.listen((event) => this.#surrounded(event));
    if (this.#role instanceof Leader) this.#tab.connection.open();
    else this.#join();
    this.#listener.changed();
  }

  close(): void {
    this.#wanted = false;
    if (this.#role instanceof Leader) this.#role.leftBySelf();
    if (!(this.#role instanceof Leader) || this.#role.idle) this.#leave();
    this.#listener.changed();
  }

  send(command: Command): void {
    this.#role?.send(command);
  }

  status(): LinkStatus {
    return this.#role?.status() ?? { state: this.#wanted ? 'connecting' : 'closed', online: this.#tab.surroundings.online(), close_code: null };
  }

  nudge(event: 'seen' | 'again'): void {
    this.#role?.nudge(event);
  }

  /** A page that goes away gives up everything: browsers keep none that holds a lock, a channel or a socket. */
  #surrounded(event: SurroundingEvent): void {
    if (event === 'left') return this.#leave();
    if (event === 'seen' && this.#channel === null) return this.#join();
    this.#role?.surrounded(event);
  }

  #join(): void {
    if (this.#channel !== null) return;
    const { scope, self, locks, openChannel } = this.#tab;
    this.#channel = openChannel(scope, (message) => this.#hear(message));
    this.#releaseLife = locks.request(lifeLock(scope, self), { held: () => this.#follow(), lost: () => {} }, 'turn');
  }

  #leave(): void {
    const role = this.#role;
    this.#role = null;
    role?.end();
    this.#releaseLead?.();
    this.#releaseLife?.();
    this.#channel?.close();
    [this.#releaseLead, this.#releaseLife, this.#channel] = [null, null, null];
    if (this.#wanted) return;
    this.#stopListening?.();
    this.#stopListening = null;
  }

  #follow(): void {
    this.#role = new Follower(this.#tab, () => this.#campaign('force'));
    this.#campaign('turn');
  }

  #campaign(by: 'turn' | 'force'): void {
    this.#releaseLead?.();
    this.#releaseLead = this.#tab.locks.request(`${this.#tab.scope}/lead`, { held: () => this.#lead(), lost: () => this.#deposed() }, by);
  }

  #lead(): void {
    const follower = this.#role;
    this.#role = null;
    follower?.end();
    this.#role = new Leader(this.#tab, () => this.#leave());
    this.#listener.changed();
  }

  /** Another tab took our place, since this one did not answer; it is told what that one hears from now on. */
  #deposed(): void {
    this.#role?.end();
    this.#role = null;
    if (this.#wanted) this.#follow();
    else this.#leave();
    this.#listener.changed();
  }

  #hear(message: unknown): void {
    const said = zTabMessage.safeParse(message);
    if (said.success && said.data.from !== this.#tab.self) this.#role?.hear(said.data);
  }
}
