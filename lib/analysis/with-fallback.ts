import { log } from '#lib/platform/log.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import { asFailure, type Failure } from '#lib/protocol/errors.ts';
import type { AnalysisInput, Analyst } from './analyst.ts';
import { ownLanguageNote } from './own-language.ts';

/**
 * An analyst that goes on with another where it fails: a broken model costs quality, never the result.
 * What the page shows says so, since each part names the engine that made it.
 */
export function withFallback(preferred: Analyst, fallback: Analyst): Analyst {
  const or = async <T extends { analyst: Analyst['info'] }>(input: AnalysisInput, context: WorkContext, act: (analyst: Analyst) => Promise<T>): Promise<T> => {
    try {
      return await act(preferred);
    } catch (error) {
      context.signal.throwIfAborted();
      const { message } = told(error);
      context.progress(0, 1, `${message} Going on without it.`);
      const part = await act(fallback);
      return { ...part, analyst: { ...part.analyst, note: [message, ownLanguageNote(input)].filter(Boolean).join(' ') } };
    }
  };
  return {
    info: preferred.info,
    chapters: (input, context) => or(input, context, (analyst) => analyst.chapters(input, context)),
    summary: (input, context) => or(input, context, (analyst) => analyst.summary(input, context)),
    keyIdeas: (input, context) => or(input, context, (analyst) => analyst.keyIdeas(input, context)),
    async mindMap(input, material, context) {
      // It is drawn of what the one or the other has made.
      if (material.engine !== preferred.info.engine) return fallback.mindMap(input, material, context);
      try {
        return await preferred.mindMap(input, material, context);
      } catch (error) {
        context.signal.throwIfAborted();
        told(error);
        return fallback.mindMap(input, material, context);
      }
    },
  };
}

/** A model that fails is an everyday matter; an error of ours would otherwise be seen by nobody. */
function told(error: unknown): Failure {
  const failure = asFailure(error);
  if (failure.code === 'internal') log.error({ err: error }, 'the preferred analyst failed for a reason of ours');
  return failure;
}
