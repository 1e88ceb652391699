/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff00-\uffef]/u;

/** What stands between two pieces of text that follow each other: a space, or nothing in scripts without spaces. */
export function joiner(before: string, after: string): '' | ' ' {
  if (before === '' || after === '') return '';
  const last = String.fromCodePoint(before.codePointAt(lastIndex(before)) ?? 32);
  const first = String.fromCodePoint(after.codePointAt(0) ?? 32);
  return UNSPACED.test(last) && UNSPACED.test(first) ? '' : ' ';
}

export function joinTexts(pieces: readonly string[]): string {
  let last = '';
  return pieces
    .map((piece) => {
      const joined = joiner(last, piece) + piece;
      if (piece !== '') last = piece;
      return joined;
    })
    .join('');
}

function lastIndex(text: string): number {
  const unit = text.charCodeAt(text.length - 1);
  return unit >= 0xdc00 && unit <= 0xdfff && text.length > 1 ? text.length - 2 : text.length - 1;
}
