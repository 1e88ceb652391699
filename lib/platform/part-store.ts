/**
 * Pieces of a long stage (slices heard, chunks read), stored as each ends: a retry, a restart and a killed
 * process pay only for what is missing. A key is everything that the piece was made from.
 */
export interface PartStore {
  /** @returns undefined where there is no such piece; what it is must be checked by a schema. */
  load(key: readonly unknown[]): Promise<unknown>;
  save(key: readonly unknown[], value: unknown): Promise<void>;
}
