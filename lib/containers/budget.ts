/** Bytes of all the lines of one track, unpacked: a film of a day has a tenth of it. */
export const MOST_TEXT = 64 * 1024 * 1024;
/** Headers in all: three hours of picture and sound have half as many. */
const MOST_ELEMENTS = 1_500_000;

/** What the reading of one track may take. Places that overlap make a small file say the same things without end. */
export type Budget = { elements: number; bytes: number };

export function trackBudget(): Budget {
  return { elements: MOST_ELEMENTS, bytes: MOST_TEXT };
}
