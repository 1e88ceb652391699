import { z } from 'zod';
import { zErrorCode } from './errors.ts';
import { zAnalyst, zUsage } from './result.ts';
import { zSeconds } from './scalars.ts';

/** `POST /api/v1/tasks/{id}/ask` */
const zQuestion = z.string().trim().min(1).max(500);
export const zAskBody = z.object({
  question: zQuestion,
  /** Questions that were asked before this one, oldest first: “and why?” is understood by them. */
  before: z.array(zQuestion).max(3).optional(),
});

/** A place of the transcript. Its times are those of its first and last cue. */
export const zPassage = z.object({
  text: z.string(),
  start: zSeconds,
  end: zSeconds,
  /** Where words of the question stand in the text: from and to, in UTF-16 units. */
  marks: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
});
export type Passage = z.infer<typeof zPassage>;

/** A sentence of an answer, and the place where its words were found. */
export const zStatement = z.object({ text: z.string().min(1), quote: z.string(), start: zSeconds, end: zSeconds });
export type Statement = z.infer<typeof zStatement>;

/** The answer comes as lines of JSON: passages at once, statements as they are proven, and one `done` or `error` at last. */
export const zAskEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('passages'), passages: z.array(zPassage) }),
  /** All statements so far. */
  z.object({ type: z.literal('statements'), statements: z.array(zStatement) }),
  z.object({
    type: z.literal('done'),
    /** Whether the transcript answers the question, as far as was found. */
    found: z.boolean(),
    statements: z.array(zStatement),
    analyst: zAnalyst,
    usage: zUsage.optional(),
  }),
  z.object({ type: z.literal('error'), code: zErrorCode, message: z.string(), hint: z.string() }),
]);
export type AskEvent = z.infer<typeof zAskEvent>;
