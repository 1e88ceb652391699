import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, NoObjectGeneratedError, Output } from 'ai';
import { z } from 'zod';
import { Failure } from '#lib/protocol/errors.ts';
import { salvageJson } from './salvage-json.ts';

export type ModelConfig = {
  base_url: string;
  model: string;
  api_key?: string | undefined;
  /** Milliseconds one answer may take; a laptop's model is slow. */
  timeout_ms?: number;
};

export type Question<T> = { instructions: string; prompt: string; schema: z.ZodType<T>; signal: AbortSignal };
export type Usage = { input_tokens: number; output_tokens: number };

/** Asks a model for one JSON value of a schema. */
export interface Asker {
  readonly model: string;
  /** Tokens spent so far, as far as the server counts them. */
  readonly usage: Readonly<Usage>;
  /** @throws Failure `model_failed`; the signal's own reason where it was aborted. */
  ask<T>(question: Question<T>): Promise<T>;
}

/** How strictly a server can be held to JSON, strictest first. */
const LADDER = ['json_schema', 'json_object', 'text'] as const;

/**
 * A client for any OpenAI-compatible server. It starts with a strict schema, and steps down for good
 * where the server refuses one; an answer that does not fit is sent back once to be mended.
 */
export function createAsker(config: ModelConfig): Asker {
  const usage: Usage = { input_tokens: 0, output_tokens: 0 };
  let rung = 0;
  const server = { baseURL: config.base_url, name: 'model', ...(config.api_key ? { apiKey: config.api_key } : {}) };
  const strict = createOpenAICompatible({ ...server, supportsStructuredOutputs: true })(config.model);
  const loose = createOpenAICompatible(server)(config.model);

  const answer = async <T>({ instructions, prompt, schema, signal }: Question<T>): Promise<string> => {
    const mode = LADDER[rung] ?? 'text';
    const shape = mode === 'json_schema' ? '' : `\n\nAnswer with one JSON object of this JSON Schema and nothing else:\n${JSON.stringify(z.toJSONSchema(schema))}`;
    const call = { instructions: instructions + shape, prompt, abortSignal: signal, timeout: config.timeout_ms ?? 300_000, maxRetries: 3, temperature: 0 };
    try {
      const { text, totalUsage } = mode === 'json_schema' ? await generateText({ ...call, model: strict, output: Output.object({ schema }) })
        : mode === 'json_object' ? await generateText({ ...call, model: loose, output: Output.json() })
        : await generateText({ ...call, model: loose });
      usage.input_tokens += totalUsage.inputTokens ?? 0;
      usage.output_tokens += totalUsage.outputTokens ?? 0;
      return text;
    } catch (error) {
      if (NoObjectGeneratedError.isInstance(error) && error.text) return error.text;
      if (!refusesFormat(error) || rung === LADDER.length - 1) throw error;
      rung += 1;
      return answer({ instructions, prompt, schema, signal });
    }
  };

  return {
    model: config.model,
    usage,
    async ask(question) {
      try {
        const first = await answer(question);
        const parsed = question.schema.safeParse(salvageJson(first));
        if (parsed.success) return parsed.data;
        const mended = await answer({ ...question, prompt: `${question.prompt}\n\nYour last answer did not fit:\n${z.prettifyError(parsed.error)}\nAnswer again, whole.` });
        return question.schema.parse(salvageJson(mended));
      } catch (cause) {
        question.signal.throwIfAborted();
        throw new Failure('model_failed', { message: `The language model failed: ${reasonOf(cause)}`, cause });
      }
    },
  };
}

/** A server that does not know `response_format` says so with 400 or 422. */
function refusesFormat(error: unknown): boolean {
  return APICallError.isInstance(error) && (error.statusCode === 400 || error.statusCode === 422);
}

function reasonOf(cause: unknown): string {
  if (cause instanceof z.ZodError) return 'its answer did not fit, twice';
  return cause instanceof Error ? cause.message.slice(0, 200) : 'no answer';
}
