import { z } from 'zod';
import { Failure } from '#lib/protocol/errors.ts';
import { createAnswering, type ModelServer, type Question } from './answering.ts';
import { failureReason, UnfitAnswer } from './failure-reason.ts';
import { salvageJson, withoutThoughts } from './salvage-json.ts';

/** A model that answers questions. What it says is not trusted: see evidence.ts. */
export interface ModelClient {
  readonly model: string;
  /** One JSON value of a schema. @throws Failure `model_failed`; the signal's own reason where it was aborted. */
  json<T>(question: Question & { schema: z.ZodType<T> }): Promise<T>;
  /** A text that is not empty. @throws as `json` */
  text(question: Question): Promise<string>;
}

/**
 * A client for any OpenAI-compatible server. It starts with a strict schema and steps down for good where
 * the server refuses one; an answer that does not fit is sent back once to be mended.
 */
export function createModelClient(server: ModelServer): ModelClient {
  const answer = createAnswering(server);
  return {
    model: server.model,
    json: (question) => telling(question.signal, async () => {
      const ask = (prompt: string) => answer({ ...question, prompt });
      const first = question.schema.safeParse(salvageJson(await ask(question.prompt)));
      if (first.success) return first.data;
      const complaint = `${question.prompt}\n\nYour last answer did not fit:\n${z.prettifyError(first.error)}\nAnswer again, whole.`;
      const mended = question.schema.safeParse(salvageJson(await ask(complaint)));
      if (mended.success) return mended.data;
      throw new UnfitAnswer();
    }),
    text: (question) => telling(question.signal, async () => {
      const onText = question.onText && ((text: string) => question.onText?.(withoutThoughts(text)));
      const ask = async () => withoutThoughts(await answer({ ...question, ...(onText && { onText }) }));
      const text = (await ask()) || (await ask());
      if (text === '') throw new UnfitAnswer();
      return text;
    }),
  };
}

async function telling<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof Failure) throw cause;
    throw new Failure('model_failed', { message: `The language model failed: ${failureReason(cause)}.`, cause });
  }
}
