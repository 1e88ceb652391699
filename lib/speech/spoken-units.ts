import { joiner } from '#lib/captions/join-text.ts';

/** A word, or one sign of a script without spaces, with the punctuation that it carries. */
export type Unit = {
  text: string;
  /** As it is compared: letters and digits alone, case folded. */
  bare: string;
  is_sign: boolean;
  /** Whether a space stands before it. */
  is_apart: boolean;
};

/** What is compared where something may have been heard twice. */
export function unitsOf(text: string): Unit[] {
  return text.split(/\s+/).filter(Boolean).flatMap(unitsOfWord);
}

/** The text of units in a row, the first one's space left out. */
export function joinUnits(units: readonly Unit[]): string {
  return units.map(({ text, is_apart }, index) => (is_apart && index > 0 ? ` ${text}` : text)).join('');
}

function unitsOfWord(word: string): Unit[] {
  const parts: { text: string; is_sign: boolean }[] = [];
  for (const character of word) {
    const is_sign = joiner(character, character) === '';
    const last = parts.at(-1);
    const goesOn = last && (!/[\p{L}\p{N}]/u.test(character) || (!is_sign && !last.is_sign));
    if (goesOn) last.text += character;
    else parts.push({ text: character, is_sign });
  }
  return parts.map(({ text, is_sign }, index) => ({ text, bare: bareWord(text), is_sign, is_apart: index === 0 }));
}

function bareWord(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '') || word;
}
