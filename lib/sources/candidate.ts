import type { Resolved, Source } from './source.ts';

/** A source whose addresses look like others': only the answer tells. */
export type Candidate = Omit<Source, 'resolve'> & {
  /** Null where it is another source after all. */
  resolve(...asked: Parameters<Source['resolve']>): Promise<Resolved | null>;
};

/** What is not the candidate's is the other's. */
export function orElse(candidate: Candidate, other: Source): Source {
  return { ...candidate, resolve: async (...asked) => (await candidate.resolve(...asked)) ?? other.resolve(...asked) };
}
