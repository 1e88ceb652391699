import type { ListQuery } from '#lib/protocol/http.ts';

export const queryKeys = {
  tasks: ['tasks'] as const,
  list: (query: Partial<ListQuery>) => ['tasks', 'list', query] as const,
  /** `stamp` changes whenever another part of the result is there. */
  whole: (id: string, stamp: string) => ['tasks', 'whole', id, stamp] as const,
};
