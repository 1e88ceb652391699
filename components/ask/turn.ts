import { z } from 'zod';
import { zPassage, zStatement, type AskEvent } from '#lib/protocol/ask.ts';
import type { Failure } from '#lib/protocol/errors.ts';
import { zAnalyst } from '#lib/protocol/result.ts';

/** One question of this session and what came of it so far. */
export const zTurn = z.object({
  id: z.string(),
  question: z.string(),
  state: z.enum(['asking', 'done', 'stopped', 'failed']),
  /** Whether the transcript answers it; null until that is known. */
  found: z.boolean().nullable(),
  passages: z.array(zPassage),
  statements: z.array(zStatement),
  analyst: zAnalyst.nullable(),
  failure: z.object({ message: z.string(), hint: z.string() }).nullable(),
});
export type Turn = z.infer<typeof zTurn>;

export function askedTurn(id: string, question: string): Turn {
  return { id, question, state: 'asking', found: null, passages: [], statements: [], analyst: null, failure: null };
}

export function withEvent(turn: Turn, event: AskEvent): Turn {
  switch (event.type) {
    case 'passages':
      return { ...turn, passages: event.passages };
    case 'statements':
      return { ...turn, statements: event.statements };
    case 'done':
      return { ...turn, state: 'done', found: event.found, statements: event.statements, analyst: event.analyst };
    case 'error':
      return turn;
  }
}

export function withFailure(turn: Turn, { message, hint }: Failure): Turn {
  return { ...turn, state: 'failed', failure: { message, hint } };
}

/** What a screen reader says of it once it is whole. */
export function spoken({ state, found, statements, passages, failure }: Turn): string {
  if (state === 'asking') return 'Looking for an answer.';
  if (state === 'stopped') return 'Stopped.';
  if (failure) return `${failure.message} ${failure.hint}`;
  if (statements.length > 0) return statements.map(({ text }) => text).join(' ');
  if (found) return `${passages.length} ${passages.length === 1 ? 'passage' : 'passages'} found.`;
  return 'The transcript does not answer this.';
}
