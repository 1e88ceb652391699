import type { Clock } from '#lib/platform/clock.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { MemoryLog } from '../memory-log.ts';
import type { Chance } from './chance.ts';
import { SimulatedClient } from './client.ts';
import { Credential } from './credential.ts';
import type { Held } from './exchange.ts';
import { wrongOfStranger, wrongOfWatch, type Stranger } from './judge.ts';
import type { Visitor } from './plan.ts';
import { SimulatedPoller } from './poller.ts';
import type { SimulatedServer } from './server.ts';
import { SimulatedSource } from './source.ts';

/** A network that lets no WebSocket through does so for as long at most. Milliseconds. */
const LATE_MS = 40_000;

type Deps = {
  clock: Clock; chance: Chance; server: SimulatedServer; log: MemoryLog;
  /** @param who that one's name, which no other has */
  onShown(who: string, task_id: string, view: TaskView): void;
};

/** Everybody who looks at tasks: pages of ours, and strangers who follow one task each. */
export class Visitors {
  readonly clients: SimulatedClient[] = [];
  #strangers: { name: string; task_id: string; stranger: Stranger & { leave(): void } }[] = [];
  #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** @param index which of all it is */
  arrive(index: number, { kind, at }: Visitor): void {
    const { chance, log } = this.#deps;
    const name = `client ${index} (${kind})`;
    const known = log.ids.filter(() => chance.happens(0.8));
    const task_ids = known.length > 0 ? known : log.ids;
    if (kind === 'source' || kind === 'poller') return this.#addStrangers(kind === 'source' ? SimulatedSource : SimulatedPoller, name, task_ids);
    this.#addClient({ kind, at }, name, task_ids);
  }

  /** Each has its network again, and somebody who looks at its page. */
  recover(): void {
    for (const client of this.clients) for (const event of ['online', 'seen'] as const) client.surround(event);
  }

  /** What was wrong with how they ended. */
  judge(): string[] {
    const { log } = this.#deps;
    return [
      ...this.clients.flatMap(({ watches }, index) => [...watches].flatMap(([task_id, watch]) => wrongOfWatch(log, task_id, watch.getSnapshot()).map((what) => `client ${index} ${what}`))),
      ...this.#strangers.flatMap(({ name, task_id, stranger }) => wrongOfStranger(log, task_id, stranger).map((what) => `${name} ${what}`)),
    ];
  }

  leave(): void {
    for (const client of this.clients) client.leave();
    for (const { stranger } of this.#strangers) stranger.leave();
  }

  #addStrangers(Kind: typeof SimulatedSource | typeof SimulatedPoller, name: string, task_ids: readonly string[]): void {
    const { clock, chance, server, onShown } = this.#deps;
    const credential = new Credential(clock, chance);
    for (const task_id of task_ids) this.#strangers.push({ name, task_id, stranger: new Kind({ clock, server, credential }, task_id, (view) => onShown(name, task_id, view)) });
  }

  #addClient({ kind, at }: { kind: 'tab' | 'barred' | 'held' | 'late'; at: number }, name: string, task_ids: readonly string[]): void {
    const { clock, chance, log } = this.#deps;
    const onShown = (task_id: string, view: TaskView) => this.#deps.onShown(name, task_id, view);
    const follows = task_ids.map((task_id) => ({ task_id, initial: chance.happens(0.5) ? log.view(task_id) : null }));
    for (const { task_id, initial } of follows) if (initial) onShown(task_id, initial);
    const upgradesFrom = { tab: 0, barred: Infinity, held: Infinity, late: clock.now() + at + chance.whole(0, LATE_MS) }[kind];
    const held = kind === 'held' ? chance.pick<Held>(['body', 'all']) : 'nothing';
    this.clients.push(new SimulatedClient(this.#deps, { name, renamed: chance.happens(0.5), upgradesFrom, held, follows, onShown }));
  }
}
