import { z } from 'zod';
import { findEvidence, inventsTime } from '#lib/analysis/evidence.ts';
import { numbered } from '#lib/analysis/model/chunks.ts';
import type { Meter } from '#lib/analysis/model/meter.ts';
import type { ModelClient } from '#lib/analysis/model/model-client.ts';
import { salvageJson, whenObjectsEnd } from '#lib/analysis/model/salvage-json.ts';
import type { Statement } from '#lib/protocol/ask.ts';
import type { Cue } from '#lib/protocol/result.ts';
import { answerInstructions } from './answer-prompt.ts';

const zStated = z.object({ text: z.string(), cue: z.int(), quote: z.string() });
const zAnswer = z.object({ found: z.boolean(), statements: z.array(zStated) });
const zPartial = z.object({ statements: z.array(zStated) });

type Asked = {
  question: string;
  /** Earlier questions, oldest first. */
  before: readonly string[];
  cues: readonly Cue[];
  /** Indices of the cues that the model is shown, rising. */
  shown: readonly number[];
  client: ModelClient;
  meter: Meter;
  signal: AbortSignal;
  onStatements: (statements: Statement[]) => void;
};

/** A model's answer, each sentence held to the line that it names; after one corrective try what is not proven is left out. */
export async function answerByModel(asked: Asked): Promise<{ found: boolean; statements: Statement[] }> {
  const { question, before, client, meter, signal, onStatements } = asked;
  const plain = (text: string) => text.replace(/[<>\s]+/g, ' ');
  const earlier = before.length === 0 ? '' : `<earlier_questions>\n${before.map(plain).join('\n')}\n</earlier_questions>\n\n`;
  const prompt = `<transcript>\n${linesOf(asked)}\n</transcript>\n\n${earlier}<question>${plain(question)}</question>`;
  const ask = (text: string, onText?: (so_far: string) => void) =>
    client.json({ instructions: answerInstructions(), prompt: text, schema: zAnswer, signal, meter, ...(onText && { onText }) });
  let told = 0;
  const first = await ask(prompt, whenObjectsEnd((text) => {
    const { data } = zPartial.safeParse(salvageJson(text));
    const known = prove(data?.statements ?? [], asked);
    if (known.length > told) onStatements(known);
    told = Math.max(told, known.length);
  }));
  const proven = prove(first.statements, asked);
  if (!first.found || proven.length === first.statements.length) return { found: first.found && proven.length > 0, statements: first.found ? proven : [] };
  const again = await ask(`${prompt}\n\nSome quotes of your last answer do not stand in the lines that they name. Copy each exactly from its line, and answer again, whole.`).catch(() => null);
  signal.throwIfAborted();
  const corrected = again?.found ? prove(again.statements, asked) : [];
  const statements = corrected.length > proven.length ? corrected : proven;
  return { found: statements.length > 0, statements };
}

function prove(statements: readonly z.infer<typeof zStated>[], { cues, shown }: Asked): Statement[] {
  const source = shown.map((index) => cues[index]?.text ?? '').join(' ');
  return statements.flatMap(({ text, cue, quote }) => {
    const place = shown.includes(cue) && text.trim() !== '' && !inventsTime(text, source) ? findEvidence(cues, { cue, quote }) : null;
    const said = place === null ? undefined : cues[place];
    return said ? [{ text: text.trim(), quote: said.text, start: said.start, end: said.end }] : [];
  });
}

/** The lines that are shown, with a mark where some are left out. */
function linesOf({ cues, shown }: Asked): string {
  const runs: { first: number; last: number }[] = [];
  for (const index of shown) {
    const run = runs.at(-1);
    if (run && index === run.last + 1) run.last = index;
    else runs.push({ first: index, last: index });
  }
  return runs.map((run) => numbered(cues, run)).join('\n…\n');
}
