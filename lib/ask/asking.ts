import { createMeter } from '#lib/analysis/model/meter.ts';
import type { ModelClient } from '#lib/analysis/model/model-client.ts';
import { inSlices } from '#lib/platform/steps.ts';
import type { AskEvent, Passage, Statement } from '#lib/protocol/ask.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { AnalystInfo, PartialResult, Transcript } from '#lib/protocol/result.ts';
import { answerByModel } from './answer.ts';
import { findPassages, type Found } from './passages.ts';
import { namesSomething } from './query.ts';
import { buildIndex } from './search-index.ts';
import { cuesToShow } from './shown-cues.ts';

/** Passages that a person reads, and that a model is shown first. */
const PASSAGES = { people: 5, model: 10 };
/** Questions to the model for one of a person's: an answer, its repair, its correction and that one's repair. */
const CALLS = 4;

export type AskingDeps = {
  /** Null where none is configured. */
  model: ModelClient | null;
  /** Tokens of transcript that the model is shown. */
  tokens: number;
};

export type AskInput = {
  question: string;
  /** Earlier questions, oldest first. */
  before: readonly string[];
  result: PartialResult;
  /** Whether the model may be asked: it costs its owner money. */
  by_model: boolean;
  signal: AbortSignal;
};

export type Asking = {
  /**
   * Answers a question from the transcript alone and tells it event by event, the last one being `done`.
   * @throws Failure `conflict` where there is no transcript yet; the signal's reason where it was aborted
   */
  ask(input: AskInput, tell: (event: AskEvent) => void): Promise<void>;
};

/** Questions on a video. The best passages are found without a model; with one they are what it answers from. */
export function createAsking({ model, tokens }: AskingDeps): Asking {
  return {
    async ask({ question, before, result, by_model, signal }, tell) {
      const { transcript } = result;
      if (!transcript || transcript.cues.length === 0) throw new Failure('conflict', { message: 'There is no transcript to answer from yet.', hint: 'Ask again when the transcript is there.' });
      const found = await passagesOn([question, ...before.slice(-1)], transcript, signal);
      tell({ type: 'passages', passages: found.slice(0, PASSAGES.people).map(bare) });
      const without = (note?: string) => tell({ type: 'done', found: found.length > 0, statements: [], analyst: { engine: 'extractive', ...(note !== undefined && { note }) } });
      if (model === null || !by_model) return without();
      const meter = createMeter({ tokens: Infinity, calls: CALLS });
      const shown = cuesToShow(transcript, result, { passages: found, tokens });
      const onStatements = (statements: Statement[]) => tell({ type: 'statements', statements });
      try {
        const answer = await answerByModel({ question, before, cues: transcript.cues, shown, client: model, meter, signal, onStatements });
        const analyst: AnalystInfo = { engine: 'model', model: model.model };
        tell({ type: 'done', ...answer, analyst, usage: meter.usage() });
      } catch (error) {
        signal.throwIfAborted();
        without(asFailure(error).message);
      }
    },
  };
}

/** A question that finds nothing by itself is looked up together with the one before it. */
async function passagesOn([question, ...before]: [string, ...string[]], transcript: Transcript, signal: AbortSignal): Promise<Found[]> {
  const index = await inSlices(buildIndex(transcript), signal);
  const find = (words: string) => findPassages(words, index, { cues: transcript.cues, most: PASSAGES.model });
  const found = find(question);
  return found.length > 0 || before.length === 0 || namesSomething(question, index) ? found : find([...before, question].join(' '));
}

function bare({ text, start, end, marks }: Found): Passage {
  return { text, start, end, marks };
}
