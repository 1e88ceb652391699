// `npm run doctor [-- LINK…]`: looks at this server's parts, its services and sites, live, and says what works and what to do.
// Links that are named are tried instead of the examples. Exit code: 0 all works, 1 this server does not, 2 only sites do not.
import { parseArgs } from 'node:util';
import { parseEnv, type Env } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import { conclusion, lineOf, perform, type Finding } from './check.ts';
import { ownChecks } from './own-checks.ts';
import { EXAMPLES, siteChecks } from './site-checks.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const { positionals: links } = parseArgs({ allowPositionals: true });
  const env = settings();
  if (env === null) return 1;
  log.level = 'silent';
  const checks = [...ownChecks(env), ...siteChecks(env, links.length > 0 ? links : EXAMPLES)];
  // All begin at once; they are told in their order, each as soon as those before it are.
  const running = checks.map(perform);
  const findings: Finding[] = [];
  for (const finding of running) {
    findings.push(await finding);
    say(lineOf(await finding));
  }
  const { lines, exit_code } = conclusion(findings);
  say('');
  lines.forEach(say);
  return exit_code;
}

function settings(): Env | null {
  try {
    const env = parseEnv(process.env);
    say(`ok    Settings: ${env.AUTH_MODE} mode on ${env.HOST}:${env.PORT}, ${env.DATABASE === 'sqlite' ? 'SQLite' : 'Postgres'}`);
    return env;
  } catch (error) {
    say(`FAIL  Settings: ${(error instanceof Error ? error.message : String(error)).replaceAll('\n', '\n      ')}`);
    return null;
  }
}

process.exit(await main());
