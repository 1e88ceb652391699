import { z } from 'zod';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { zUsage } from '#lib/protocol/result.ts';
import type { AnalysisInput } from '../analyst.ts';
import { createMeter, type Meter } from './meter.ts';
import type { ModelClient } from './model-client.ts';

export type Reader = { client: ModelClient; meter: Meter; input: AnalysisInput; context: Pick<WorkContext, 'signal' | 'parts'> };

/** The language to write in. */
export function languageOf({ output_language, language }: AnalysisInput): string {
  return output_language ?? language;
}

type Answer<T> = {
  /** Name and version of the prompt, and what else it was made of beside model and language. */
  key: readonly unknown[];
  schema: z.ZodType<T>;
  make: (meter: Meter) => Promise<T>;
};

/** An answer that an earlier attempt paid for, with its cost; else a new one, stored as soon as it is there. */
export async function keptAnswer<T>({ client, meter, input, context }: Reader, { key, schema, make }: Answer<T>): Promise<T> {
  const whole = [...key, client.model, languageOf(input)];
  const kept = z.object({ answer: schema, usage: zUsage }).safeParse(await context.parts.load(whole));
  if (kept.success) {
    meter.add(kept.data.usage);
    return kept.data.answer;
  }
  const own = createMeter({ tokens: Infinity, calls: Infinity });
  const answer = await make({
    ...own,
    begin(tokens) {
      const [settleOwn, settle] = [own.begin(tokens), meter.begin(tokens)];
      return (cost) => [settleOwn, settle].forEach((each) => each(cost));
    },
  });
  await context.parts.save(whole, { answer, usage: own.usage() });
  return answer;
}
