import { inSlices, type Steps } from '#lib/platform/steps.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import type { Cue } from '#lib/protocol/result.ts';
import type { AnalysisInput, Analyst } from '../analyst.ts';
import { ideaCount, keyIdeas } from './key-ideas.ts';
import { keyPhrases } from './key-phrases.ts';
import { draftsOf, drawMindMap } from './mind-map.ts';
import { summarize, summaryWords } from './summary.ts';
import { understand, type Understanding } from './understanding.ts';

const INFO = { engine: 'extractive' } as const;
const PHRASES = 20;

/**
 * The analysis without a model: what it writes are the speaker's own words, what it counts is deterministic.
 * The transcript is read once for all stages that are given the same cues.
 */
export function createExtractiveAnalyst(): Analyst {
  const read = new WeakMap<readonly Cue[], Promise<Understanding>>();
  const understood = async (input: AnalysisInput, context: WorkContext): Promise<Understanding> => {
    context.signal.throwIfAborted();
    const known = read.get(input.cues) ?? begin(input, context.signal);
    read.set(input.cues, known);
    try {
      return await known;
    } catch (error) {
      read.delete(input.cues);
      throw error;
    }
  };
  return {
    info: INFO,
    async chapters(input, context) {
      context.progress(0, input.cues.length, 'Looking for the topics');
      const { sections, document } = await understood(input, context);
      context.progress(document.sentences.length, document.sentences.length, `Found ${sections.length} chapters in ${document.sentences.length} sentences`);
      return { chapters: sections.map(({ chapter }) => chapter), analyst: INFO };
    },
    async summary(input, context) {
      context.progress(0, input.cues.length, 'Weighing the sentences');
      const { document, sections, quoted, weights, seconds } = await understood(input, context);
      const unspaced = ['ja', 'zh', 'th'].includes(document.language.code);
      const onParagraph = (done: number, text: string): void => {
        context.progress(done, sections.length, `Summed up ${done} of ${sections.length} chapters`);
        context.partial(text);
      };
      const summary = await run(summarize({ quoted, weights, sections, unspaced, onParagraph }, summaryWords(quoted, seconds)), context);
      return { summary, coverage: { ratio: 1, chunks: 1 }, analyst: INFO };
    },
    async keyIdeas(input, context) {
      context.progress(0, input.cues.length, 'Looking for what matters most');
      const { document, quoted, weights, lexicon, people, seconds } = await understood(input, context);
      const key_ideas = await run(keyIdeas(quoted, weights, { document, lexicon, people, count: ideaCount(quoted, seconds) }), context);
      context.progress(quoted.length, quoted.length, `Chose ${key_ideas.length} of ${quoted.length} sentences`);
      return { key_ideas, key_phrases: await run(keyPhrases(lexicon, PHRASES), context), analyst: INFO };
    },
    async mindMap(input, material, context) {
      const { document, sections } = await understood(input, context);
      const map = await run(drawMindMap(document, input.title, draftsOf(material, sections)), context);
      context.progress(map.children.length, map.children.length, `Drew ${map.children.length} branches`);
      return map;
    },
  };
}

function begin({ cues, language, title, author_chapters }: AnalysisInput, signal: AbortSignal): Promise<Understanding> {
  return inSlices(understand(cues, language, { title, author_chapters }), signal);
}

function run<T>(steps: Steps<T>, { signal }: WorkContext): Promise<T> {
  return inSlices(steps, signal);
}
