/**
 * node bench/append.ts [milestones a second] [tasks] [seconds]
 * Latency from `append` to its ring, at a steady pace over many tasks, on a fresh database
 * (DATABASE_URL names a Postgres server, else SQLite); then the most that can be appended a second.
 */
import { log } from '#lib/platform/log.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { localBell } from '#lib/tasks/bell-local.ts';
import { append } from '#lib/tasks/event-log.ts';
import { createTaskService } from '#lib/tasks/task-service.ts';
import { completedDraft, makeUser, startedDraft } from '#lib/testing/builders.ts';
import { freshDatabase } from '#lib/testing/test-db.ts';
import { STAGES } from '#lib/protocol/stages.ts';

log.level = 'warn';
const [rate = 200, count = 50, seconds = 10] = process.argv.slice(2).map(Number);
const database = await freshDatabase();
const { db } = database;
const bell = localBell();
const actor = await makeUser(db);
const service = createTaskService({ db, bell, clock: systemClock, vetUrl: async (_actor, url) => ({ url, upload_id: null }), releaseUpload: async () => undefined, limits: { queued: null } });
const ids: string[] = [];
for (let index = 0; index < count; index++) ids.push((await service.submit(actor, { url: `https://example.org/${index}` })).view.id);

let turn = 0;
async function one(): Promise<void> {
  const task_id = ids[turn % count]!;
  const stage = STAGES[Math.floor(turn / count / 2) % STAGES.length]!;
  const draft = Math.floor(turn / count) % 2 === 0 ? startedDraft(stage) : completedDraft(stage);
  turn += 1;
  await append({ db, bell, clock: systemClock }, { task_id }, { draft });
}

for (let index = 0; index < 100; index++) await one();
const times: number[] = [];
const running: Promise<void>[] = [];
const begin = performance.now();
for (let index = 0; index < rate * seconds; index++) {
  const due = begin + (index * 1000) / rate;
  const wait = due - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  const started = performance.now();
  running.push(one().then(() => void times.push(performance.now() - started)));
}
await Promise.all(running);
times.sort((a, b) => a - b);
const at = (part: number) => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2);
console.log(`${rate}/s over ${count} tasks: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms`);

const full = performance.now();
await Promise.all(Array.from({ length: 2000 }, one));
console.log(`at most ${Math.round(2_000_000 / (performance.now() - full))} appends/s`);
await database.close();
