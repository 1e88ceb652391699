import type { Command } from '#lib/protocol/commands.ts';
import type { LinkStatus } from '../link.ts';
import type { SurroundingEvent } from '../ports.ts';
import type { Role, Tab } from './role.ts';
import type { TabMessage } from './tab-messages.ts';

/** How often a visible tab makes sure that its leader still answers: the leader may be frozen. */
const PROBE_MS = 10_000;
const ANSWER_MS = 3_000;
/** A timer this late means that this tab itself slept: what was said meanwhile has not been heard yet. */
const LATE_MS = 1_000;
const UNKNOWN: Omit<LinkStatus, 'online'> = { state: 'connecting', close_code: null };

/** A tab that gets its messages from another. */
export class Follower implements Role {
  #tab: Tab;
  #takeOver: () => void;
  #leader: string | null = null;
  #line = 0;
  #status = UNKNOWN;
  #prompting = false;
  #cancelTimer: (() => void) | null = null;

  /** @param takeOver called when the leader does not answer, or offers its place */
  constructor(tab: Tab, takeOver: () => void) {
    this.#tab = tab;
    this.#takeOver = takeOver;
    this.#probe();
  }

  hear(message: TabMessage): void {
    if (message.type === 'lead') return this.#hearLead(message);
    if (message.from !== this.#leader) return;
    this.#answered();
    switch (message.type) {
      case 'up': return this.#lineUp(message.line, true);
      case 'heard': return message.to === null || message.to === this.#tab.self ? this.#tab.listener.message(message.message) : undefined;
      case 'take': return message.to === this.#tab.self ? this.#takeOver() : undefined;
      case 'bye': return this.#orphaned();
      default:
    }
  }

  send(command: Command): void {
    if (this.#status.state === 'open') this.#tab.post({ type: 'command', command, prompted: this.#prompting });
  }

  status(): LinkStatus {
    return { ...this.#status, online: this.#tab.surroundings.online() };
  }

  nudge(event: 'seen' | 'again'): void {
    this.#tab.post({ type: 'nudge', event });
    this.#probe();
  }

  surrounded(event: SurroundingEvent): void {
    if (event === 'seen') this.nudge('seen');
    else if (event === 'hidden') this.#probe();
    else this.#tab.listener.changed();
  }

  end(): void {
    this.#cancelTimer?.();
    this.#tab.post({ type: 'bye' });
  }

  #hearLead({ from, status, line }: Extract<TabMessage, { type: 'lead' }>): void {
    const another = from !== this.#leader;
    if (another) [this.#leader, this.#line] = [from, 0];
    this.#answered();
    if (another) this.#hello();
    this.#status = { state: status.state, close_code: status.close_code };
    this.#tab.listener.changed();
    // A line that came up before this tab was heard of: it has missed what was said on it.
    if (status.state === 'open' && line > this.#line) this.#lineUp(line, false);
  }

  #lineUp(line: number, prompted: boolean): void {
    [this.#line, this.#prompting] = [line, prompted];
    this.#tab.listener.established();
    this.#prompting = false;
  }

  #orphaned(): void {
    this.#leader = null;
    this.#status = UNKNOWN;
    this.#tab.listener.changed();
    this.#probe();
  }

  #hello(): void {
    this.#tab.post({ type: 'hello', visible: this.#tab.surroundings.visible() });
  }

  /** A hidden tab only says that it is there: nobody waits for what it shows. */
  #probe(): void {
    this.#cancelTimer?.();
    this.#hello();
    if (!this.#tab.surroundings.visible()) return;
    const { clock } = this.#tab;
    const due = clock.now() + ANSWER_MS;
    this.#cancelTimer = clock.after(ANSWER_MS, () => (clock.now() > due + LATE_MS ? this.#probe() : this.#takeOver()));
  }

  #answered(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#tab.surroundings.visible() ? this.#tab.clock.after(PROBE_MS, () => this.#probe()) : null;
  }
}
