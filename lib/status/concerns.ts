import { duration } from '#lib/protocol/moment.ts';
import type { Concern, Figures } from './report.ts';

const SLOW_LOOP_MS = 100;
/** A single slow moment is none: so many samples in a row must be. */
const SLOW_SAMPLES = 6;
const MANY_QUEUED = 16 * 1024 * 1024;
const LONG_WAIT_S = 600;
const IDLE_WAIT_S = 30;
const MEMORY_SHARE = 0.85;
const FEW = 5;

/** Everything in the figures that is not as it should be, the worst first. */
export function concernsOf(figures: Figures): Concern[] {
  return [...ofServer(figures), ...ofTasks(figures), ...ofProcess(figures)];
}

function* ofServer({ server, tasks }: Figures): Generator<Concern> {
  if (tasks === null) yield { what: 'The database does not answer.', next: server.database === 'postgres' ? 'Look at the Postgres server and DATABASE_URL.' : 'Look at the disk that holds DATA_DIR.' };
  if (server.bell === 'cut_off') yield { what: 'The other servers are out of reach: what runs there is shown some seconds late, and its progress not at all.', next: 'Look at Redis (REDIS_URL), or at Postgres where Redis is not set up.' };
  if (server.draining) yield { what: 'This server is ending and takes no new connections.', next: 'Nothing: its tasks go on elsewhere, or after the restart.' };
}

function* ofTasks({ tasks, server }: Figures): Generator<Concern> {
  if (tasks === null) return;
  const { longest_wait, running, day, failures } = tasks;
  if (longest_wait !== null && running === 0 && longest_wait > IDLE_WAIT_S) {
    yield { what: `A task has waited for ${duration(longest_wait)}, and none is running.`, next: server.role === 'web' ? 'Start a server with ROLE=worker or ROLE=all.' : 'Look at the log of the workers.' };
  } else if (longest_wait !== null && longest_wait > LONG_WAIT_S) {
    yield { what: `The first task in the queue has waited for ${duration(longest_wait)}.`, next: 'Raise CONCURRENCY, or start another worker.' };
  }
  if (day.failed >= FEW && day.failed > day.completed) {
    yield { what: `More tasks failed than were completed today${failures[0] ? `, most of them with ${failures[0].name}` : ''}.`, next: 'Open one of them: it says what helps.' };
  }
}

function* ofProcess({ load, process, history }: Figures): Generator<Concern> {
  const delays = history.loop_p99_ms.slice(-SLOW_SAMPLES);
  const least = Math.min(...delays);
  if (delays.length === SLOW_SAMPLES && least > SLOW_LOOP_MS) yield { what: `The server answers ${Math.round(least)} ms late and more.`, next: 'Run tasks in a process of their own (ROLE=worker), or share the connections among more servers.' };
  if (process.rss > MEMORY_SHARE * process.memory_limit) yield { what: 'Memory is nearly used up.', next: 'Give the server more, or lower CONCURRENCY.' };
  if (load.queued_bytes > MANY_QUEUED) yield { what: 'Many readers are too slow for what they are sent.', next: 'Look at the network between here and them; each is bounded, and harms no other.' };
}
