// `npm run bench [-- NAME… --quick --repeats N --json FILE]`: every scenario, or those named; the exit code is the number of bounds not kept.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { print, type Finding, type Scenario } from './report.ts';
import { connections, churn } from './scenarios/connections.ts';
import { drain } from './scenarios/drain.ts';
import { fanout, tasks } from './scenarios/fanout.ts';
import { latency } from './scenarios/latency.ts';
import { outage } from './scenarios/outage.ts';
import { paced } from './scenarios/paced.ts';
import { stoppedReaders } from './scenarios/stopped-readers.ts';

/** Measured by a program of its own, which prints by itself. */
const program = (name: string, about: string): Scenario => ({
  name, about,
  async run() {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' });
    const code = await new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? 1)));
    return code === 0 ? [] : [{ what: name, value: `ended with ${code}`, met: false }];
  },
});

const SCENARIOS: readonly Scenario[] = [
  fanout, tasks, paced, connections, churn, stoppedReaders, latency, drain, outage,
  program('append', 'appends to the log alone, on a database of its own'),
  program('analysis', 'the analysis without a model, 1 to 8 hours of speech'),
];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false }, repeats: { type: 'string', default: '5' }, json: { type: 'string' } } });
const unknown = positionals.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name));
const repeats = Number(values.repeats);
if (unknown.length > 0 || !Number.isInteger(repeats) || repeats < 1) {
  console.error(`npm run bench -- [NAME…] [--quick] [--repeats N] [--json FILE]\n\n${SCENARIOS.map(({ name, about }) => `  ${name.padEnd(16)} ${about}`).join('\n')}`);
  process.exit(2);
}

const all: Record<string, Finding[]> = {};
console.log(`${os.cpus().length} cores, ${os.cpus()[0]?.model ?? ''}, Node ${process.version}; medians of ${repeats}`);
for (const scenario of SCENARIOS) {
  if (positionals.length > 0 && !positionals.includes(scenario.name)) continue;
  console.log(`\n── ${scenario.name}: ${scenario.about}`);
  all[scenario.name] = await scenario.run({ quick: values.quick, repeats });
  print(all[scenario.name] ?? []);
}
if (values.json) writeFileSync(values.json, JSON.stringify(all, null, 2));
const missed = Object.values(all).flat().filter(({ met }) => met === false).length;
console.log(missed === 0 ? '\nevery bound is kept' : `\n${missed} bounds are not kept`);
process.exit(Math.min(100, missed));
