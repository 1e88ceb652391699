/** Accents of Latin, Greek and Cyrillic letters; marks that are letters of their own elsewhere stay. */
const ACCENTS = /[\u0300-\u036f]/g;

/** Nothing to fold but its case. */
const PLAIN = /^[\x01-\x7f]*$/;

/** Text in the one form in which words are looked for: case, accents and width make no difference. Without NUL, which Postgres does not keep. */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text.replaceAll('\u0000', '').normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
}

/** The words that a query asks for, folded. */
export function queryWords(query: string): string[] {
  return foldText(query).split(/\s+/).filter(Boolean);
}

export type TextPart = { text: string; marked: boolean };

/** A text cut where folded words stand in it, so that they can be marked; joined, the parts are the text. */
export function markedParts(text: string, words: readonly string[]): TextPart[] {
  if (!words.some((word) => foldText(text).includes(word))) return [{ text, marked: false }];
  const characters = [...text];
  const folds = characters.map(foldText);
  const marked = marksOf(folds, words);
  const parts: TextPart[] = [];
  for (const [index, character] of characters.entries()) {
    const last = parts.at(-1);
    // A mark of its own belongs to the letter before it.
    const mark = folds[index] === '' && last ? last.marked : marked.has(index);
    if (last?.marked === mark) last.text += character;
    else parts.push({ text: character, marked: mark });
  }
  return parts;
}

/** Which characters belong to a word that is looked for. Folding changes how long a character is, so each folded unit knows its own. */
function marksOf(folds: readonly string[], words: readonly string[]): Set<number> {
  const units: number[] = [];
  for (const [index, { length }] of folds.entries()) for (let unit = 0; unit < length; unit++) units.push(index);
  const folded = folds.join('');
  const marked = new Set<number>();
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      for (const index of units.slice(at, at + word.length)) marked.add(index);
    }
  }
  return marked;
}
