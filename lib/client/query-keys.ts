export const queryKeys = {
  /** The visitor's files that are on their way. */
  uploads: ['uploads'] as const,
  /** A task with its whole result; `stamp` changes whenever another part of it is there. */
  whole: (id: string, stamp: string) => ['tasks', 'whole', id, stamp] as const,
};
