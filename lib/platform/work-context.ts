import type { PartStore } from './part-store.ts';

/** What a long piece of work is given by whoever runs it: it can be stopped, tells how far it is, and keeps what it has. */
export type WorkContext = {
  signal: AbortSignal;
  /** Units done of total (bytes, slices, sentences), with a sentence of what is going on. */
  progress(done: number, total: number, message: string): void;
  /** The text written so far, all of it. */
  partial(text: string): void;
  /** Pieces that are kept over attempts, so that a retry makes only what is missing. */
  parts: PartStore;
};
