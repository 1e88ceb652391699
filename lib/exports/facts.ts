import { duration } from '#lib/protocol/moment.ts';
import type { PartialResult } from '#lib/protocol/result.ts';

/** What a reader wants to know of a result beside its title: by whom, how long, how it was read. Plain text. */
export function factsOf({ video, coverage, analyst }: PartialResult): string[] {
  const facts = [
    video?.author,
    video?.duration && duration(video.duration),
    coverage && `${Math.round(coverage.ratio * 100)} % of the transcript read`,
    analyst && (analyst.engine === 'model' ? `analysed by ${analyst.model ?? 'a model'}` : 'analysed without a model'),
  ];
  return facts.filter((fact) => typeof fact === 'string' && fact !== '') as string[];
}
