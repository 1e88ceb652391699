// One document {cues, language, summaryWords?} as JSON on stdin; {summary, chapters, keyphrases, keyIdeas} on stdout.
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { analyze } from '#lib/analysis/extractive/analyze.ts';

const WORD_SECONDS = 0.4;

const zDocument = z.object({
  cues: z.array(z.object({ text: z.string(), start: z.number().optional(), end: z.number().optional(), speaker: z.string().optional() })),
  language: z.string().optional(),
  summaryWords: z.number().positive().optional(),
});

const { cues, ...rest } = zDocument.parse(JSON.parse(await text(process.stdin)));
let clock = 0;
// Cues without times take the time of their words.
const timed = cues.map((cue) => {
  const start = cue.start ?? clock;
  const end = cue.end ?? start + Math.max(1, cue.text.split(/\s+/).length) * WORD_SECONDS;
  clock = end;
  return { ...cue, start, end };
});
process.stdout.write(`${JSON.stringify(analyze({ cues: timed, ...rest }))}\n`);
