/** States what the code relies on. @throws Error where it does not hold: that is a bug, never bad input. */
export function invariant(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${sentence}`);
}
