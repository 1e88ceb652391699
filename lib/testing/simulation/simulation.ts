import { Failure } from '#lib/protocol/errors.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { Feed } from '#lib/realtime/feed.ts';
import type { StreamSink } from '#lib/realtime/sse.ts';
import { ManualClock } from '../manual-clock.ts';
import { Chance } from './chance.ts';
import { SimulatedClient } from './client.ts';
import type { Held } from './exchange.ts';
import { MemoryLog, type LogFaults } from '../memory-log.ts';
import { Credential } from './credential.ts';
import { wrongOfStranger, wrongOfTask, wrongOfWatch, type Stranger } from './judge.ts';
import type { Fault, Plan, Visitor } from './plan.ts';
import { SimulatedPoller } from './poller.ts';
import { SimulatedServer, type ReadView } from './server.ts';
import { SimulatedSource } from './source.ts';
import { SimulatedWorker } from './worker.ts';

/** Faults that are planted to see that the simulation finds them. */
export type Planted = LogFaults & { feed?: (feed: Feed) => Feed; sink?: (sink: StreamSink) => StreamSink; view?: (read: ReadView) => ReadView };

const SWEEP_MS = 5_000;
/** By then every client has come. Milliseconds. */
const SETTLED_MS = 13_000;
/** A read of the log takes so long at most. Milliseconds. */
const READ_MS = 60;
/** A network that lets no WebSocket through does so for as long at most. Milliseconds. */
const LATE_MS = 40_000;
/** After the last fault so long is left for everything to heal: a lease, a heartbeat and the longest backoff. Milliseconds. */
const HEALING_MS = 120_000;
/** A stream that is over ends within this. Milliseconds. */
const ENDING_MS = 200;

/** One run of server, log, bell, queue, workers and clients by a plan of faults. The same plan has the same outcome. @returns what was wrong */
export async function simulate(plan: Plan, planted: Planted = {}): Promise<string[]> {
  const world = new World(plan, planted);
  await world.run();
  return world.wrong;
}

class World {
  readonly wrong: string[] = [];
  #clock = new ManualClock();
  #plan: Plan;
  #log: MemoryLog;
  #server: SimulatedServer;
  #workers: SimulatedWorker[];
  #clients: SimulatedClient[] = [];
  #strangers: { name: string; task_id: string; stranger: Stranger & { leave(): void } }[] = [];
  #shown = new Map<string, number>();
  /** Something happened since it was last looked at. */
  #traffic = true;

  constructor(given: Plan, planted: Planted) {
    const chance = new Chance(given.seed);
    const clock = this.#clock;
    this.#plan = given;
    this.#log = new MemoryLog(clock, { ring: (ring) => this.#server.ring(ring) }, planted);
    const late = <T>(value: T): Promise<T> => new Promise((resolve) => clock.after(chance.whole(0, READ_MS), () => resolve(value)));
    const feed = (planted.feed ?? ((own) => own))(this.#log.feed(late));
    const view = (planted.view ?? ((own) => own))(async (id) => (await late(this.#log.isRemoved(id) ? null : this.#log.view(id))) ?? Promise.reject(new Failure('task_not_found')));
    this.#server = new SimulatedServer({ clock, chance, feed, view, sink: planted.sink ?? ((own) => own), onTraffic: () => { this.#traffic = true; }, onWrong: (what) => void this.wrong.push(what), onHealed: () => this.#healed() });
    this.#server.bellFaults = given.bell;
    for (let index = 0; index < given.tasks; index++) clock.after(index * 700, () => this.#log.submit(`t${index}`));
    this.#workers = Array.from({ length: given.workers }, () => new SimulatedWorker({ clock, chance, log: this.#log, ring: (ring) => this.#server.ring(ring) }));
    const sweep = () => { this.#log.sweep(); clock.after(SWEEP_MS, sweep); };
    clock.after(SWEEP_MS, sweep);
    for (const [index, visitor] of given.clients.entries()) clock.after(visitor.at, () => this.#arrive(index, visitor, chance));
    for (const fault of given.faults) clock.after(fault.at, () => this.#happen(fault, chance));
  }

  async run(): Promise<void> {
    const until = Math.max(...this.#plan.faults.map(({ at, lasts }) => at + lasts), SETTLED_MS);
    await this.#pass(until);
    this.#server.bellFaults = { lost: 0, doubled: 0, late: 0 };
    this.#server.start();
    for (const worker of this.#workers) worker.asleep = false;
    for (const wire of this.#server.live()) wire.stall(false);
    for (const client of this.#clients) for (const event of ['online', 'seen'] as const) client.surround(event);
    await this.#pass(HEALING_MS);
    this.#judge();
    await this.#judgeStreams();
    for (const client of this.#clients) client.leave();
    for (const { stranger } of this.#strangers) stranger.leave();
    for (const worker of this.#workers) worker.stop();
    this.#server.close();
  }

  /** Moves time from one thing that falls due to the next, letting promises and writes happen in between. */
  async #pass(ms: number): Promise<void> {
    const end = this.#clock.now() + ms;
    for (let next = this.#clock.next(); next !== null && next <= end; next = this.#clock.next()) {
      this.#clock.advance(next - this.#clock.now());
      do {
        this.#traffic = false;
        await new Promise((resolve) => setImmediate(resolve));
      } while (this.#traffic);
    }
    this.#clock.advance(end - this.#clock.now());
  }

  #arrive(index: number, { kind, at }: Visitor, chance: Chance): void {
    this.#traffic = true;
    const name = `client ${index} (${kind})`;
    const deps = { clock: this.#clock, chance, server: this.#server };
    const onShown = (task_id: string, view: TaskView) => this.#see(name, task_id, view);
    const known = this.#log.ids.filter(() => chance.happens(0.8));
    const task_ids = known.length > 0 ? known : this.#log.ids;
    if (kind === 'source' || kind === 'poller') {
      const credential = new Credential(this.#clock, chance);
      const Kind = kind === 'source' ? SimulatedSource : SimulatedPoller;
      this.#strangers.push(...task_ids.map((task_id) => ({ name, task_id, stranger: new Kind({ ...deps, credential }, task_id, (view) => onShown(task_id, view)) })));
      return;
    }
    const follows = task_ids.map((task_id) => ({ task_id, initial: chance.happens(0.5) ? this.#log.view(task_id) : null }));
    for (const { task_id, initial } of follows) if (initial) onShown(task_id, initial);
    const upgradesFrom = { tab: 0, barred: Infinity, held: Infinity, late: this.#clock.now() + at + chance.whole(0, LATE_MS) }[kind];
    const held = kind === 'held' ? chance.pick<Held>(['body', 'all']) : 'nothing';
    this.#clients.push(new SimulatedClient(deps, { name, renamed: chance.happens(0.5), upgradesFrom, held, follows, onShown }));
  }

  #happen({ kind, target, lasts }: Fault, chance: Chance): void {
    const later = (undo: () => void) => void this.#clock.after(lasts, undo);
    const wires = this.#server.live();
    const wire = wires[target % Math.max(1, wires.length)];
    const worker = this.#workers[target % this.#workers.length];
    const client = this.#clients[target % Math.max(1, this.#clients.length)];
    this.#traffic = true;
    switch (kind) {
      case 'cut': return wire?.cut();
      case 'half-open': return wire?.die();
      case 'stop-reading':
        wire?.stall(true);
        return later(() => wire?.stall(false));
      case 'kill':
        this.#server.kill();
        return later(() => this.#server.start());
      case 'drain':
        this.#server.drain();
        return later(() => this.#server.start());
      case 'lose-worker':
        if (worker) worker.asleep = true;
        return later(() => { if (worker) worker.asleep = false; });
      case 'hand-back': return worker?.handBack();
      case 'offline':
        client?.surround('offline');
        for (const each of wires) if (chance.happens(0.5)) each.die();
        return later(() => client?.surround('online'));
      case 'cancel': {
        const task_id = this.#task(target);
        this.#log.cancel(task_id);
        // Half of those who cancel think better of it.
        return chance.happens(0.5) ? later(() => this.#log.retry(task_id)) : undefined;
      }
      case 'delete': return this.#log.remove(this.#task(target));
      case 'look': return client?.surround(chance.happens(0.5) ? 'seen' : 'hidden');
    }
  }

  /** One of the tasks that were submitted by then. */
  #task(target: number): string {
    const { ids } = this.#log;
    return ids[target % ids.length] ?? '';
  }

  /** Rules E1 and E3, at every moment: what is shown is the log's, never goes back, and nothing is skipped or doubled within it. */
  #see(who: string, task_id: string, view: TaskView): void {
    const key = `${who} ${task_id}`;
    if (view.seq < (this.#shown.get(key) ?? 0)) this.wrong.push(`${who} went back from ${this.#shown.get(key)} to ${view.seq} of ${task_id}`);
    this.#shown.set(key, view.seq);
    const [is, should] = [essence(view), essence(this.#log.view(task_id, view.seq))];
    if (is !== should) this.wrong.push(`${who} shows ${is} of ${task_id} at ${view.seq}, the log says ${should}`);
  }

  #judge(): void {
    for (const task_id of this.#log.ids) this.wrong.push(...wrongOfTask(this.#log, task_id));
    for (const [index, client] of this.#clients.entries()) {
      for (const [task_id, watch] of client.watches) this.wrong.push(...wrongOfWatch(this.#log, task_id, watch.getSnapshot()).map((what) => `client ${index} ${what}`));
    }
    for (const { name, task_id, stranger } of this.#strangers) this.wrong.push(...wrongOfStranger(this.#log, task_id, stranger).map((what) => `${name} ${what}`));
  }

  /** Rule T1: a stream that has just been answered may still be about to end. */
  async #judgeStreams(): Promise<void> {
    const due = this.#server.live().filter(({ lingers }) => lingers);
    if (due.length > 0) await this.#pass(ENDING_MS);
    if (due.some(({ lingers }) => lingers)) this.wrong.push('a stream outlived its task');
  }

  /** Rule S1: only what the bell did not tell has to be looked for. */
  #healed(): void {
    if (this.#plan.bell.lost === 0 && this.#plan.bell.late === 0) this.wrong.push('milestones had to be looked for, though the bell told of each at once');
  }
}

/** What of a view milestones alone decide. */
function essence({ status, attempt, stages, error }: TaskView): string {
  return `${status} ${attempt} ${stages.map((stage) => stage.status[0]).join('')} ${error?.code ?? ''}`;
}
