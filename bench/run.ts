import { spawn } from 'node:child_process';
import path from 'node:path';

/** What is measured, each in a process of its own so that one does not warm or burden the next. */
const BENCHES = ['append.ts', 'analysis.ts', 'fanout.ts'] as const;

function run(file: string): Promise<number> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, file)], { stdio: 'inherit' });
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !BENCHES.some((file) => file === `${name}.ts`));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; one of: ${BENCHES.map((file) => path.basename(file, '.ts')).join(', ')}`);
  process.exit(2);
}
let failed = 0;
for (const file of BENCHES) {
  if (asked.length > 0 && !asked.includes(path.basename(file, '.ts'))) continue;
  console.log(`\n── ${path.basename(file, '.ts')}`);
  if ((await run(file)) !== 0) failed += 1;
}
process.exit(failed);
