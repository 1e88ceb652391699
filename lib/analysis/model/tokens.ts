/**
 * Letters that one token holds at least, by script, measured against OpenAI's older vocabulary (cl100k_base:
 * English 4.1, German 3.4, French 3.1, Russian 2.5, Arabic 1.4, Hindi and Thai 1.1, Japanese 0.9, Chinese 0.8);
 * newer ones hold more. A server's own vocabulary is not known, so a real tokenizer would be no nearer.
 */
const LETTERS: readonly (readonly [RegExp, number])[] = [
  [/[\p{sc=Latin}\p{N}\p{P}\p{S}\s]/gu, 3.4],
  [/[\p{sc=Cyrillic}]/gu, 2.4],
  [/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu, 0.8],
];

/** Tokens of a text, estimated from above. */
export function estimateTokens(text: string): number {
  let rest = text.length;
  let tokens = 0;
  for (const [script, letters] of LETTERS) {
    const count = text.match(script)?.length ?? 0;
    rest -= count;
    tokens += count / letters;
  }
  return Math.ceil(tokens + Math.max(0, rest));
}
