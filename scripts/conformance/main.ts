import { parseArgs } from 'node:util';
import { allChecks } from './all-checks.ts';
import type { Check } from './check.ts';
import { SlowMedia } from './slow-media.ts';
import { Target } from './target.ts';

const USAGE = `npm run conformance -- http(s)://host:port [--token TOKEN] [--media-port PORT] [--pid PID]

  --token       an API token (npm run token); without one the server must be in local mode
  --media-port  serve test captions on this loopback port; the server needs FETCH_ALLOW=127.0.0.1:PORT
  --pid         the server's process: the last check ends it with SIGTERM

  A certificate of an authority of your own: NODE_EXTRA_CA_CERTS=FILE`;

type Outcome = { check: Check; error: Error | null; skipped: string | null; ms: number };

async function held(check: Check, target: Target): Promise<Outcome> {
  const missing = { media: !target.media, pid: !target.pid, local: !target.local, token: target.local };
  if (check.needs && missing[check.needs]) return { check, error: null, skipped: `needs ${check.needs}`, ms: 0 };
  const started = Date.now();
  try {
    await check.run(target);
    return { check, error: null, skipped: null, ms: Date.now() - started };
  } catch (error) {
    return { check, error: error instanceof Error ? error : new Error(String(error)), skipped: null, ms: Date.now() - started };
  }
}

function report({ check, error, skipped, ms }: Outcome): void {
  const mark = error ? '✗' : skipped ? '–' : '✓';
  console.log(`${mark} [${check.rule}] ${check.title}${skipped ? ` (not checked: ${skipped})` : ` (${ms} ms)`}`);
  if (error) console.log(`      ${error.message}`);
}

async function runAll(target: Target): Promise<Outcome[]> {
  const slow = allChecks.filter((check) => check.slow).map((check) => held(check, target));
  const outcomes: Outcome[] = [];
  const finish = (outcome: Outcome) => {
    report(outcome);
    outcomes.push(outcome);
  };
  for (const check of allChecks.filter((candidate) => !candidate.slow && !candidate.last)) finish(await held(check, target));
  for (const outcome of await Promise.all(slow)) finish(outcome);
  for (const check of allChecks.filter((candidate) => candidate.last)) finish(await held(check, target));
  return outcomes;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { token: { type: 'string' }, 'media-port': { type: 'string' }, pid: { type: 'string' } } });
  const address = positionals[0];
  if (!address || !URL.canParse(address)) {
    console.error(USAGE);
    return 2;
  }
  const media = values['media-port'] ? await SlowMedia.listen(Number(values['media-port'])) : null;
  const target = new Target({ base: new URL(address), token: values.token ?? null, pid: values.pid ? Number(values.pid) : null, media });
  const outcomes = await runAll(target);
  media?.close();
  const failed = outcomes.filter(({ error }) => error).length;
  const skipped = outcomes.filter((outcome) => outcome.skipped).length;
  console.log(`\n${outcomes.length - failed - skipped} held, ${failed} broken, ${skipped} not checked`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
