import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { pageActor } from '#lib/auth/page-actor.ts';
import { duration } from '#lib/protocol/moment.ts';
import { statusReport } from '#lib/resources.ts';
import { AutoRefresh } from '#components/status/auto-refresh.tsx';
import { ConcernList } from '#components/status/concern-list.tsx';
import { CountTable } from '#components/status/count-table.tsx';
import { StatTile } from '#components/status/stat-tile.tsx';
import { bytes, closeMeaning, failureMeaning, milliseconds, refusalMeaning, subscriptionMeaning, whole } from './words.ts';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Status' };

type Report = Awaited<ReturnType<typeof statusReport>>;

/** For who runs the server: in accounts mode administrators alone, as with `/metrics`. */
export default async function StatusPage() {
  const actor = await pageActor();
  if (!actor) redirect('/sign-in?next=/status');
  if (actor.role !== 'admin') return <OnlyAdministrators />;
  const report = await statusReport();
  const { server } = report;
  return (
    <div className="mx-auto max-w-5xl">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h1 className="font-serif text-3xl font-medium tracking-tight">Status</h1>
        <AutoRefresh at={server.now} />
      </div>
      <p className="mt-2 text-sm text-muted-foreground">{describe(server)}</p>
      <ConcernList concerns={report.concerns} />
      <Tiles report={report} />
      <div className="mt-10 grid gap-x-12 gap-y-10 md:grid-cols-2">
        <Tables report={report} />
      </div>
    </div>
  );
}

function OnlyAdministrators() {
  return (
    <div className="mx-auto max-w-lg py-20 text-center">
      <h1 className="font-serif text-3xl font-medium">This page is for administrators.</h1>
      <p className="mt-3 text-muted-foreground">It shows how the server is doing. Sign in as an administrator to see it.</p>
    </div>
  );
}

const BELLS = { process: 'one server', nodes: 'other servers heard', cut_off: 'other servers out of reach' };

function describe({ uptime, role, mode, database, bell, node }: Report['server']): string {
  const parts = [`up ${duration(uptime)}`, role === 'all' ? 'pages and tasks' : role === 'web' ? 'pages only' : 'tasks only', mode === 'local' ? 'local mode' : 'accounts', database === 'sqlite' ? 'SQLite' : 'Postgres', BELLS[bell], `Node ${node.slice(1)}`];
  return parts.join(' · ');
}

function Tiles({ report: { load, process, history, tasks, latency } }: { report: Report }) {
  const { socket } = latency;
  return (
    <dl className="mt-6 grid grid-cols-1 gap-3 min-[22rem]:grid-cols-2 md:grid-cols-3 lg:grid-cols-4">
      <StatTile label="Connections" value={whole.format(load.connections)} detail={`${whole.format(load.streams)} by event stream, ${whole.format(load.kept_connections)} expected back`} course={history.connections} />
      <StatTile label="Milestones delivered" value={`${whole.format(Math.round(history.deliveries.at(-1) ?? 0))} /s`} detail={socket ? `half within ${milliseconds(socket.p50)}` : undefined} course={history.deliveries} />
      <StatTile label="Event loop, delay" value={`${process.loop_p99_ms.toFixed(1)} ms`} detail="99 of 100 turns" course={history.loop_p99_ms} />
      <StatTile label="Processor" value={`${Math.round(process.cpu * 100)} %`} detail="of one core" />
      <StatTile label="Tasks running" value={tasks ? whole.format(tasks.running) : '–'} detail={tasks ? `${whole.format(tasks.waiting)} waiting${tasks.longest_wait === null ? '' : `, the first for ${duration(tasks.longest_wait)}`}` : 'no answer'} />
      <StatTile label="Memory" value={bytes(process.rss)} detail={`of ${bytes(process.memory_limit)}`} />
      <StatTile label="Subscriptions" value={whole.format(load.subscriptions)} detail={`of ${whole.format(load.topics)} ${load.topics === 1 ? 'task' : 'tasks'}`} />
      <StatTile label="Waiting for slow readers" value={bytes(load.queued_bytes)} detail="at most 256 KiB each" />
    </dl>
  );
}

function Tables({ report: { tasks, latency, since_start } }: { report: Report }) {
  const { socket, pixel, minutes } = latency;
  const times = (what: string, found: typeof socket) => (found ? [{ name: what, meaning: `${whole.format(found.count)} measured`, value: [found.p50, found.p95, found.p99].map(milliseconds).join(' · ') }] : []);
  const counted = (counts: { name: string; count: number }[], meaning: (name: string) => string) => counts.map(({ name, count }) => ({ name, meaning: meaning(name), value: whole.format(count) }));
  const day = tasks && Object.entries(tasks.day).map(([name, count]) => ({ name, value: whole.format(count) }));
  return (
    <>
      <CountTable title="Tasks of the last 24 hours" rows={day ?? []} empty="The database does not answer." />
      <CountTable title="Why tasks failed" rows={counted(tasks?.failures ?? [], failureMeaning)} empty="None failed in the last 24 hours." />
      <CountTable title={`Time from the log, last ${minutes} minutes (p50 · p95 · p99)`} rows={[...times('to the socket', socket), ...times('to the screen', pixel)]} empty="Nobody followed anything." />
      <CountTable title="Subscriptions begun" rows={counted(since_start.subscriptions, subscriptionMeaning)} empty="None since the start." />
      <CountTable title="Connections ended" rows={counted(since_start.closes, closeMeaning)} empty="None since the start." />
      <CountTable title="Handshakes refused" rows={counted(since_start.refusals, refusalMeaning)} empty="None since the start." />
      <CountTable
        title="Kept up"
        rows={[{ name: 'Progress left out', meaning: 'for readers that were slow', value: whole.format(since_start.conflated) }, { name: 'Milestones found by reading', meaning: 'that no bell told of', value: whole.format(since_start.healed) }]}
        empty=""
      />
    </>
  );
}
