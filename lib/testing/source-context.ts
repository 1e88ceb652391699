import type { SourceContext } from '#lib/sources/source.ts';

/** A context as a run gives one to a source; what is reported goes nowhere. */
export const sourceContext = (): SourceContext => ({ signal: AbortSignal.timeout(12_000), progress: () => undefined });
