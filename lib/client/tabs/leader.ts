import type { Command } from '#lib/protocol/commands.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import type { LinkStatus } from '../link.ts';
import type { SurroundingEvent } from '../ports.ts';
import { lifeLock, type Role, type Tab } from './role.ts';
import type { TabMessage } from './tab-messages.ts';
import { Wishes } from './wishes.ts';

type Follower = { visible: boolean; unwatch: () => void };

/** The tab that holds the socket for all. */
export class Leader implements Role {
  #tab: Tab;
  #wishes: Wishes;
  #followers = new Map<string, Follower>();
  #line = 0;
  #prompting = false;
  /** Somebody may have heard of this line: from then on all that comes over it is said, or none could rely on it. */
  #audible = false;
  /** The server told us when to come back: nobody may be quicker. */
  #sentAway = false;
  #onIdle: () => void;

  /** @param onIdle called when no tab follows anything any more */
  constructor(tab: Tab, onIdle: () => void) {
    this.#tab = tab;
    this.#onIdle = onIdle;
    const { connection } = tab;
    this.#wishes = new Wishes({ send: (command) => connection.send(command), deliver: (to, message) => this.#deliver(to, message) });
    connection.listen({ changed: () => this.#changed(), established: () => this.#established(), message: (message) => this.#hearServer(message) });
    this.#announce();
    if (tab.wanted()) connection.open();
  }

  get idle(): boolean {
    return !this.#tab.wanted() && this.#wishes.size === 0;
  }

  hear(message: TabMessage): void {
    const { from } = message;
    switch (message.type) {
      case 'hello': return this.#welcome(from, message.visible);
      case 'command': return this.#followers.has(from) ? this.#wishes.command(from, message.command, message.prompted) : undefined;
      case 'nudge': return this.#tab.connection.nudge(message.event);
      case 'bye': return this.#gone(from);
      default:
    }
  }

  send(command: Command): void {
    this.#wishes.command(this.#tab.self, command, this.#prompting);
  }

  status(): LinkStatus {
    const status = this.#tab.connection.status();
    return this.#tab.wanted() ? status : { ...status, state: 'closed' };
  }

  nudge(event: 'seen' | 'again'): void {
    this.#tab.connection.nudge(event);
  }

  surrounded(event: SurroundingEvent): void {
    if (event === 'hidden') this.#offerLead();
  }

  /** This tab follows nothing any more; the others may. */
  leftBySelf(): void {
    this.#wishes.left(this.#tab.self);
  }

  end(): void {
    for (const { unwatch } of this.#followers.values()) unwatch();
    this.#followers.clear();
    this.#tab.connection.listen(DEAF);
    this.#tab.connection.close();
    this.#tab.post({ type: 'bye' });
  }

  #established(): void {
    this.#line += 1;
    this.#wishes.lineUp();
    this.#audible = this.#followers.size > 0;
    if (this.#audible) this.#tab.post({ type: 'up', line: this.#line });
    this.#prompting = true;
    this.#tab.listener.established();
    this.#prompting = false;
  }

  #changed(): void {
    this.#announce();
    this.#offerLead();
    if (this.#tab.connection.status().state === 'connecting') this.#sentAway = false;
    this.#tab.listener.changed();
  }

  #announce(): void {
    this.#tab.post({ type: 'lead', status: this.#tab.connection.status(), line: this.#line });
  }

  #hearServer(message: ServerMessage): void {
    if (message.type === 'reconnect') this.#sentAway = true;
    this.#wishes.hear(message);
  }

  #deliver(to: string | null, message: ServerMessage): void {
    if (to !== this.#tab.self && this.#audible) this.#tab.post({ type: 'heard', to, message });
    if (to === null || to === this.#tab.self) this.#tab.listener.message(message);
  }

  #welcome(from: string, visible: boolean): void {
    const known = this.#followers.get(from);
    if (known) known.visible = visible;
    else this.#followers.set(from, { visible, unwatch: this.#watch(from) });
    this.#audible = true;
    this.#announce();
    this.#offerLead();
  }

  /** A tab's lock is free when the tab is gone, however it went. */
  #watch(tab: string): () => void {
    return this.#tab.locks.request(lifeLock(this.#tab.scope, tab), { held: () => this.#gone(tab), lost: () => {} }, 'turn');
  }

  #gone(tab: string): void {
    const follower = this.#followers.get(tab);
    if (!follower) return;
    this.#followers.delete(tab);
    follower.unwatch();
    this.#wishes.left(tab);
    if (this.idle) this.#onIdle();
  }

  /** Browsers slow the timers of hidden pages down: where one must wait for its line, a visible one does better. */
  #offerLead(): void {
    const { surroundings, connection, post } = this.#tab;
    const { state } = connection.status();
    if (surroundings.visible() || this.#sentAway || (state !== 'waiting' && state !== 'offline')) return;
    const [to] = [...this.#followers].find(([, { visible }]) => visible) ?? [];
    if (to !== undefined) post({ type: 'take', to });
  }
}

const DEAF = { changed: () => {}, established: () => {}, message: () => {} };
