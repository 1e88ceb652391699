import type { Connection } from '#lib/client/connection.ts';
import type { Clock } from '#lib/client/ports.ts';
import type { LockHearer, OpenChannel, TabLocks } from '#lib/client/tabs/tab-ports.ts';
import { SharedLink } from '#lib/client/tabs/shared-link.ts';
import { FakeSurroundings } from './client-doubles.ts';
import { ManualClock } from './manual-clock.ts';

type LockRequest = { tab: FakeTab; hear: LockHearer };
type Delivery = { from: object; to: FakeTab; run: () => void };

/** The tabs of one browser: channels and locks that work as the browser's do, and a hand that decides who is heard when. */
export class TabWorld {
  readonly clock = new ManualClock();
  readonly tabs: FakeTab[] = [];
  readonly locks = new Map<string, LockRequest[]>();
  readonly channels = new Map<string, Set<{ tab: FakeTab; hear: (message: unknown) => void }>>();
  #deliveries: Delivery[] = [];

  /** Queues what `to` will hear from `from`: in order between the two, in any order otherwise. */
  later(from: object, to: FakeTab, run: () => void): void {
    this.#deliveries.push({ from, to, run });
  }

  get waiting(): number {
    return this.#ready().length;
  }

  /** Lets one of what can happen next happen. @param choice in [0, 1): which */
  step(choice = 0): void {
    const ready = this.#ready();
    const next = ready[Math.floor(choice * ready.length)];
    if (!next) return;
    this.#deliveries.splice(this.#deliveries.indexOf(next), 1);
    next.run();
  }

  settle(): void {
    while (this.waiting > 0) this.step();
  }

  /** Time passes, and all that follows from it happens. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(Math.min(500, left));
      this.settle();
    }
  }

  forget(tab: FakeTab): void {
    this.#deliveries = this.#deliveries.filter(({ to }) => to !== tab);
    for (const [name, queue] of this.locks) for (const request of queue) if (request.tab === tab) this.release(name, request);
    for (const members of this.channels.values()) for (const member of members) if (member.tab === tab) members.delete(member);
  }

  grant(name: string): void {
    const holder = this.locks.get(name)?.[0];
    if (holder) this.later(this.locks, holder.tab, () => this.locks.get(name)?.[0] === holder && holder.hear.held());
  }

  release(name: string, request: LockRequest): void {
    const queue = this.locks.get(name) ?? [];
    const held = queue[0] === request;
    this.locks.set(name, queue.filter((other) => other !== request));
    if (held) this.grant(name);
  }

  /** The first of each pair of a speaker and a hearer that is awake. */
  #ready(): Delivery[] {
    const seen: Delivery[] = [];
    for (const delivery of this.#deliveries) {
      if (!delivery.to.frozen && !seen.some(({ from, to }) => from === delivery.from && to === delivery.to)) seen.push(delivery);
    }
    return seen;
  }
}

/** One tab: it can be hidden, frozen, and killed without a word. */
export class FakeTab {
  readonly surroundings = new FakeSurroundings();
  readonly name: string;
  frozen = false;
  dead = false;
  #world: TabWorld;
  #overdue: (() => void)[] = [];

  constructor(world: TabWorld, name: string) {
    this.#world = world;
    this.name = name;
    world.tabs.push(this);
  }

  /** Its timers stand while it is frozen, and end with it. */
  readonly clock: Clock = {
    now: () => this.#world.clock.now(),
    after: (ms, fn) => {
      let over = false;
      const run = () => {
        if (over || this.dead) return;
        if (this.frozen) this.#overdue.push(run);
        else {
          over = true;
          fn();
        }
      };
      const cancel = this.#world.clock.after(ms, run);
      return () => {
        over = true;
        cancel();
      };
    },
  };

  readonly locks: TabLocks = {
    request: (name, hear, by) => {
      const request = { tab: this, hear };
      const queue = this.#world.locks.get(name) ?? [];
      const [holder] = by === 'force' ? queue.splice(0, 1) : [];
      if (holder) this.#world.later(this.#world.locks, holder.tab, () => holder.hear.lost());
      const place = by === 'force' ? 0 : queue.length;
      this.#world.locks.set(name, queue.toSpliced(place, 0, request));
      if (place === 0) this.#world.grant(name);
      return () => this.#world.release(name, request);
    },
  };

  readonly openChannel: OpenChannel = (name, hear) => {
    const members = this.#world.channels.get(name) ?? new Set();
    this.#world.channels.set(name, members);
    const member = { tab: this, hear };
    members.add(member);
    return {
      post: (message) => {
        const text = JSON.stringify(message);
        for (const other of members) if (other !== member) this.#world.later(this, other.tab, () => members.has(other) && other.hear(JSON.parse(text)));
      },
      close: () => void members.delete(member),
    };
  };

  link(connection: Connection, scope = 'mindtube'): SharedLink {
    return new SharedLink({ scope, self: this.name, clock: this.clock, surroundings: this.surroundings, locks: this.locks, openChannel: this.openChannel, connection });
  }

  kill(): void {
    this.dead = true;
    this.#world.forget(this);
  }

  freeze(): void {
    this.frozen = true;
    this.surroundings.isVisible = false;
  }

  /** Timers that are overdue run before anything is heard: as browsers do it. */
  thaw(): void {
    this.frozen = false;
    for (const run of this.#overdue.splice(0)) run();
  }
}
