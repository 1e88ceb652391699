import type { GuardedFetch } from '#lib/net/guarded-fetch.ts';

export type JobContext<Part = never, Go = void> = {
  /** The fetch of whoever asked, carried out in their process. */
  fetch: GuardedFetch;
  /** For what wants one: who cancels a job ends its process. */
  signal: AbortSignal;
  progress(done: number, total: number, message: string): void;
  /** Hands over a piece of the result, and waits until the next one is wanted. @returns what is said along with that wish */
  part(value: Part): Promise<Go>;
};

/** Work on what a stranger sent, done in a process of its own; what goes in and out is cloned. @throws Failure, which is told to who asked */
export type Job<Input, Result, Part = never, Go = void> = (input: Input, context: JobContext<Part, Go>) => Promise<Result>;

// oxlint-disable-next-line typescript/no-explicit-any -- any job, whatever it takes
export type AnyJob = Job<any, any, any, any>;
export type InputOf<J> = J extends Job<infer Input, unknown, infer _Part, infer _Go> ? Input : never;
export type ResultOf<J extends AnyJob> = Awaited<ReturnType<J>>;
export type PartOf<J extends AnyJob> = Parameters<Parameters<J>[1]['part']>[0];
export type GoOf<J extends AnyJob> = Awaited<ReturnType<Parameters<J>[1]['part']>>;
