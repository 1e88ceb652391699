import type { Clock } from '#lib/platform/clock.ts';
import type { MemoryLog } from '../memory-log.ts';
import type { Chance } from './chance.ts';
import type { Fault } from './plan.ts';
import type { SimulatedServer } from './server.ts';
import type { Visitors } from './visitors.ts';
import type { SimulatedWorker } from './worker.ts';

type World = { clock: Clock; chance: Chance; log: MemoryLog; server: SimulatedServer; workers: readonly SimulatedWorker[]; visitors: Visitors };

/** Does to a world what a plan says, and takes it back when its time is over. */
export function happen(world: World, { kind, target, lasts }: Fault): void {
  const { clock, chance, log, server } = world;
  const later = (undo: () => void) => void clock.after(lasts, undo);
  const wires = server.live();
  const wire = nth(wires, target);
  const worker = nth(world.workers, target);
  const client = nth(world.visitors.clients, target);
  switch (kind) {
    case 'cut': return wire?.cut();
    case 'half-open': return wire?.die();
    case 'stop-reading':
      wire?.stall(true);
      return later(() => wire?.stall(false));
    case 'kill':
      server.kill();
      return later(() => server.start());
    case 'drain':
      server.drain();
      return later(() => server.start());
    case 'lose-worker':
      worker?.sleep(true);
      return later(() => worker?.sleep(false));
    case 'hand-back': return worker?.handBack();
    case 'offline':
      client?.surround('offline');
      for (const each of wires) if (chance.happens(0.5)) each.die();
      return later(() => client?.surround('online'));
    case 'cancel': return cancel(world, nth(log.ids, target) ?? '', later);
    case 'delete': return log.remove(nth(log.ids, target) ?? '');
    case 'look': return client?.surround(chance.happens(0.5) ? 'seen' : 'hidden');
  }
}

/** Half of those who cancel think better of it. */
function cancel({ log, chance }: World, task_id: string, later: (undo: () => void) => void): void {
  log.cancel(task_id);
  if (chance.happens(0.5)) later(() => log.retry(task_id));
}

/** One of those there are by then. */
function nth<T>(all: readonly T[], target: number): T | undefined {
  return all[target % all.length];
}
