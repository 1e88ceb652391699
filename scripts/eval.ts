// `npm run eval [-- --view asr]`: the scorer's table of the analysis without a model, best baseline and goal beside it.
// The scorer and its transcripts stay outside the repository: in ../shared/eval, or where EVAL_DIR says.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { analyze } from '#lib/analysis/extractive/analyze.ts';

type Scores = { sets: Record<string, { mean: Record<string, number> }>; macro: Record<string, number | undefined> };
type Scorer = { run(options: { analyze: unknown; split: string; mode: string }): Promise<Scores>; table(scores: Scores): string };

/** Best open baseline with the count unknown, and the goal; of Pk lower is better, of the rest higher. */
const BESIDE: readonly (readonly [set: string, measure: string, baseline: number, goal: number])[] = [
  ['tinyrec-coarse', 'pk', 0.371, 0.35], ['tinyrec-coarse', 'bf1', 0.42, 0.46],
  ['tinyrec-fine', 'pk', 0.417, 0.4], ['tinyrec-fine', 'bf1', 0.524, 0.53],
  ['ethpm', 'pk', 0.363, 0.32], ['ethpm', 'bf1', 0.392, 0.43],
  ['qmsum', 'pk', 0.44, 0.39], ['qmsum', 'bf1', 0.262, 0.29],
  ['qmsum', 'r1', 0.263, 0.29], ['qmsum', 'r2', 0.039, 0.055],
  ['ethpm', 'r1', 0.282, 0.31], ['ethpm', 'r2', 0.048, 0.06],
  ['macro', 'title', 0.105, 0.15],
];

const { values: { split, view } } = parseArgs({ options: { split: { type: 'string', default: 'dev' }, view: { type: 'string', default: 'native' } } });
const file = path.join(process.env.EVAL_DIR ?? path.resolve(import.meta.dirname, '../../shared/eval'), 'score.mjs');
if (!existsSync(file)) {
  process.stderr.write(`mindtube: no scorer at ${file}; name its folder in EVAL_DIR\n`);
  process.exit(1);
}
const scorer = (await import(pathToFileURL(file).href)) as Scorer;
const scores = await scorer.run({ analyze, split, mode: view });
console.log(scorer.table(scores));
console.log(`\n${'measure'.padEnd(24)}${['baseline', 'goal', 'reached'].map((name) => name.padStart(10)).join('')}`);
for (const [set, measure, baseline, goal] of BESIDE) {
  const reached = set === 'macro' ? scores.macro[measure] : scores.sets[set]?.mean[measure];
  if (reached === undefined) continue;
  const met = measure === 'pk' ? reached <= goal : reached >= goal;
  console.log(`${`${set} ${measure}`.padEnd(24)}${[baseline, goal, reached].map((value) => value.toFixed(3).padStart(10)).join('')}  ${met ? 'met' : 'short'}`);
}
