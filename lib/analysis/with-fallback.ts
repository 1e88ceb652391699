import { asFailure } from '#lib/protocol/errors.ts';
import type { AnalysisContext, Analyst } from './analyst.ts';

/**
 * An analyst that goes on with another where it fails: a broken model costs quality, never the result.
 * What the page shows says so, since each part names the engine that made it.
 */
export function withFallback(preferred: Analyst, fallback: Analyst): Analyst {
  const or = async <T extends { analyst: Analyst['info'] }>(context: AnalysisContext, first: () => Promise<T>, second: () => Promise<T>): Promise<T> => {
    try {
      return await first();
    } catch (error) {
      context.signal.throwIfAborted();
      const { message } = asFailure(error);
      context.progress(0, 1, `${message} Going on without it.`);
      const part = await second();
      return { ...part, analyst: { ...part.analyst, note: message } };
    }
  };
  return {
    info: preferred.info,
    chapters: (input, context) => or(context, () => preferred.chapters(input, context), () => fallback.chapters(input, context)),
    summary: (input, context) => or(context, () => preferred.summary(input, context), () => fallback.summary(input, context)),
    keyIdeas: (input, context) => or(context, () => preferred.keyIdeas(input, context), () => fallback.keyIdeas(input, context)),
    async mindMap(input, material, context) {
      // It is drawn of what the one or the other has made.
      if (material.engine !== preferred.info.engine) return fallback.mindMap(input, material, context);
      try {
        return await preferred.mindMap(input, material, context);
      } catch {
        context.signal.throwIfAborted();
        return fallback.mindMap(input, material, context);
      }
    },
  };
}
