import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, NoObjectGeneratedError, Output, RetryError, streamText } from 'ai';
import { z } from 'zod';
import type { Usage } from '#lib/protocol/result.ts';
import { isEndless, isTimeout, refusalIn } from './failure-reason.ts';
import { NOTHING, type Meter } from './meter.ts';
import { estimateTokens } from './tokens.ts';

export type ModelServer = {
  /** The part before `/chat/completions`. */
  base_url: string;
  model: string;
  api_key?: string | undefined;
  /** Milliseconds until the first word of an answer; a laptop's model is slow. */
  timeout_ms: number;
  /** Requests after a 429 or 5xx, with growing waits or as long as `Retry-After` asks. */
  retries?: number;
  /** Waits for an answer as long as it is asked to. */
  fetch?: NonNullable<Parameters<typeof createOpenAICompatible>[0]['fetch']>;
};

export type Question = {
  /** The operator's words, which the model is to follow. */
  instructions: string;
  /** Data: titles, transcripts and notes, which it is not. */
  prompt: string;
  signal: AbortSignal;
  meter: Meter;
  /** Hears the answer while it is written, all of it so far. */
  onText?: (text: string) => void;
};

type Asked = Question & { schema?: z.ZodType };
type Answer = { text: string; usage: { inputTokens: number | undefined; outputTokens: number | undefined } };

/** How strictly a server can be held to JSON, strictest first. */
const LADDER = ['json_schema', 'json_object', 'text'] as const;
const RETRIES = 3;
/** Between two words of an answer. Milliseconds. */
const LONGEST_PAUSE = 60_000;
/** A whole answer may take so many times as long as its first word. */
const LONGEST_TIMES = 4;
/** An answer of this many characters goes round in circles. */
const LONGEST_ANSWER = 100_000;

/** What a server may refuse to be told, found out once. */
type Manners = { rung: number; temperature: boolean; counts: boolean; streams: boolean };

/** One question to the server and its whole answer, streamed where the server can. Throws what went wrong, as it came. */
export function createAnswering(server: ModelServer): (asked: Asked) => Promise<string> {
  const manners: Manners = { rung: 0, temperature: true, counts: true, streams: true };

  const attempt = async (asked: Asked): Promise<Answer> => {
    const call = callOf(server, asked, manners);
    if (!manners.streams) return plainly(call, server.timeout_ms);
    const heard = { text: '' };
    try {
      return await streaming(call, { ...asked, timeout_ms: server.timeout_ms }, heard);
    } catch (error) {
      if (asked.signal.aborted || refusalIn(error) !== null || isTimeout(error) || isEndless(error) || RetryError.isInstance(error)) throw error;
      // A stream that broke, or a server that does not know how to: asked once more for the whole at once.
      const answer = await plainly({ ...call, maxRetries: 0 }, server.timeout_ms);
      if (heard.text === '') manners.streams = false;
      return answer;
    }
  };

  const ask = async (asked: Asked): Promise<Answer> => {
    const shown = { ...manners };
    try {
      return await attempt(asked);
    } catch (error) {
      if (!isFormality(error)) throw error;
      // Another question, asked at the same time, may have taken it back already.
      const known = JSON.stringify(shown) !== JSON.stringify(manners);
      if (!known && !takeBack(manners, error, asked.schema !== undefined)) throw error;
      return ask(asked);
    }
  };

  return async (asked) => {
    const expected = estimateTokens(asked.instructions + asked.prompt);
    const settle = asked.meter.begin(expected);
    const from = performance.now();
    const seconds = () => (performance.now() - from) / 1000;
    try {
      const answer = await ask(asked);
      settle(costOf(answer, expected, seconds()));
      return answer.text;
    } catch (error) {
      settle({ ...NOTHING, calls: 1, seconds: seconds() });
      throw error;
    }
  };
}

/** Whether the server refused how it was asked. */
function isFormality(error: unknown): boolean {
  return [400, 422, 501].includes(refusalIn(error)?.statusCode ?? 0);
}

/** Takes back what the server has just refused. @returns whether there was something to take back */
function takeBack(manners: Manners, error: unknown, wantsJson: boolean): boolean {
  const refusal = refusalIn(error);
  const said = `${refusal?.message} ${refusal?.responseBody ?? ''}`;
  if (manners.temperature && /temperature/i.test(said)) manners.temperature = false;
  else if (manners.counts && /stream_options/i.test(said)) manners.counts = false;
  else if (manners.streams && /\bstream/i.test(said)) manners.streams = false;
  else if (wantsJson && manners.rung < LADDER.length - 1) manners.rung += 1;
  else return false;
  return true;
}

function callOf(server: ModelServer, { instructions, prompt, schema, signal }: Asked, manners: Manners) {
  const mode = schema === undefined ? 'text' : (LADDER[manners.rung] ?? 'text');
  const provider = createOpenAICompatible({
    baseURL: server.base_url, name: 'model', supportsStructuredOutputs: mode === 'json_schema', includeUsage: manners.counts,
    ...(server.api_key && { apiKey: server.api_key }), ...(server.fetch && { fetch: server.fetch }),
  });
  const shape = schema === undefined || mode === 'json_schema' ? '' : `\n\nAnswer with one JSON object of this JSON Schema and nothing else:\n${JSON.stringify(z.toJSONSchema(schema))}`;
  return {
    model: provider(server.model),
    instructions: instructions + shape,
    prompt,
    abortSignal: signal,
    maxRetries: server.retries ?? RETRIES,
    ...(manners.temperature && { temperature: 0 }),
    ...(schema !== undefined && mode === 'json_schema' && { output: Output.object({ schema }) }),
    ...(mode === 'json_object' && { output: Output.json() }),
  };
}

type Call = ReturnType<typeof callOf>;

async function streaming(call: Call, { onText, timeout_ms }: Pick<Asked, 'onText'> & Pick<ModelServer, 'timeout_ms'>, heard: { text: string }): Promise<Answer> {
  const timeout = { chunkMs: Math.min(LONGEST_PAUSE, timeout_ms), totalMs: timeout_ms * LONGEST_TIMES };
  // A server that sends no head at all is silent too, which `firstChunkMs` does not see.
  const impatience = new AbortController();
  const timer = setTimeout(() => impatience.abort(new DOMException('The answer timed out.', 'TimeoutError')), timeout_ms);
  try {
    return await listen({ ...call, timeout, abortSignal: AbortSignal.any([call.abortSignal, impatience.signal]) }, { heard, onText: (text) => {
      clearTimeout(timer);
      onText?.(text);
    } });
  } catch (error) {
    throw impatience.signal.aborted ? impatience.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

async function listen(call: Call & { timeout: object }, { heard, onText }: { heard: { text: string }; onText: (text: string) => void }): Promise<Answer> {
  let usage: Answer['usage'] = { inputTokens: undefined, outputTokens: undefined };
  // Errors come as parts of the stream; unheard, they would be printed.
  const { stream } = streamText({ ...call, output: call.output as Output.Output, onError: () => {} });
  for await (const part of stream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'abort') throw new Error(part.reason ?? 'The answer was given up.');
    if (part.type === 'finish') usage = part.totalUsage;
    if (part.type !== 'text-delta') continue;
    heard.text += part.text;
    if (heard.text.length > LONGEST_ANSWER) throw new Error('The answer does not end.');
    onText(heard.text);
  }
  return { text: heard.text, usage };
}

async function plainly(call: Call, timeout_ms: number): Promise<Answer> {
  try {
    const { text, totalUsage } = await generateText({ ...call, timeout: timeout_ms * LONGEST_TIMES, output: call.output as Output.Output });
    return { text, usage: totalUsage };
  } catch (error) {
    // That a text is no JSON is for us to say: it may be mended.
    if (NoObjectGeneratedError.isInstance(error)) return { text: error.text ?? '', usage: { inputTokens: error.usage?.inputTokens, outputTokens: error.usage?.outputTokens } };
    throw error;
  }
}

function costOf({ text, usage }: Answer, expected: number, seconds: number): Usage {
  const { inputTokens, outputTokens } = usage;
  return {
    calls: 1, input_tokens: inputTokens ?? expected, output_tokens: outputTokens ?? estimateTokens(text), seconds,
    estimated: inputTokens === undefined || outputTokens === undefined,
  };
}
