import type { PartStore } from '#lib/platform/part-store.ts';

/** Pieces in memory, as JSON, as a database would keep them. */
export class MemoryParts implements PartStore {
  readonly rows = new Map<string, string>();

  async load(key: readonly unknown[]): Promise<unknown> {
    const row = this.rows.get(JSON.stringify(key));
    return row === undefined ? undefined : (JSON.parse(row) as unknown);
  }

  async save(key: readonly unknown[], value: unknown): Promise<void> {
    this.rows.set(JSON.stringify(key), JSON.stringify(value));
  }
}
