/** @throws Error with the sentence where the condition does not hold. */
export function must(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}

export function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${short(b)}, got ${short(a)}`);
}

function short(text: string | undefined): string {
  return text === undefined ? 'nothing' : text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
