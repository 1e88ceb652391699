import { Failure } from '#lib/protocol/errors.ts';
import type { Usage } from '#lib/protocol/result.ts';

/** What one task may spend on the model. */
export type Limits = { tokens: number; calls: number };

/** Counts what a task's questions cost, and stops them at its limits. */
export type Meter = {
  /**
   * Before each question: sets aside what it is likely to cost in tokens, until the returned function is told
   * what it did cost. @throws Failure `model_failed` where that is over a limit
   */
  begin(tokens: number): (cost: Usage) => void;
  /** Counts what was paid by an earlier attempt. */
  add(cost: Usage): void;
  usage(): Usage;
};

export const NOTHING: Usage = { calls: 0, input_tokens: 0, output_tokens: 0, seconds: 0, estimated: false };

export function createMeter(limits: Limits): Meter {
  let spent = NOTHING;
  const open = { calls: 0, tokens: 0 };
  const add = (cost: Usage) => {
    spent = sum(spent, cost);
  };
  return {
    add,
    begin(tokens) {
      if (spent.calls + open.calls + 1 > limits.calls) throw overLimit(`${limits.calls} questions`, 'LLM_MAX_CALLS');
      if (spent.input_tokens + spent.output_tokens + open.tokens + tokens > limits.tokens) throw overLimit(`${limits.tokens} tokens`, 'LLM_MAX_TOKENS');
      open.calls += 1;
      open.tokens += tokens;
      return (cost) => {
        open.calls -= 1;
        open.tokens -= tokens;
        add(cost);
      };
    },
    usage: () => spent,
  };
}

function sum(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    input_tokens: a.input_tokens + b.input_tokens,
    output_tokens: a.output_tokens + b.output_tokens,
    seconds: Math.round((a.seconds + b.seconds) * 1000) / 1000,
    estimated: a.estimated || b.estimated,
  };
}

function overLimit(limit: string, name: string): Failure {
  return new Failure('model_failed', {
    message: `The language model is not asked further: one task may take ${limit} of it.`, hint: `The operator can raise ${name}.`, retryable: false,
  });
}
