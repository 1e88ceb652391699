/** Advance widths in em, by kind of character: near enough for boxes that are drawn without a font at hand. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NARROW = /[iljtfrI.,:;'|!()[\]{} -]/;
const COMBINING = /\p{M}/u;

/** Width of a text in pixels, estimated from above. */
export function textWidth(text: string, fontSize: number): number {
  let em = 0;
  for (const char of text) {
    if (COMBINING.test(char)) continue;
    if (WIDE.test(char)) em += 1.02;
    else if (NARROW.test(char)) em += 0.36;
    else if (/[A-ZMW@%mw]/.test(char)) em += 0.76;
    else em += 0.58;
  }
  return em * fontSize;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Breaks a text into lines no wider than `maxWidth`: at spaces, before wide characters, and, where a
 * word alone is too long, inside it. More than `maxLines` end in an ellipsis.
 */
export function wrapText(text: string, fontSize: number, box: { maxWidth: number; maxLines: number }): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text.trim().replace(/\s+/g, ' '), fontSize, box.maxWidth)) {
    if (line !== '' && textWidth((line + piece).trimEnd(), fontSize) > box.maxWidth) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? piece.trimStart() : piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  if (lines.length === 0) return ['…'];
  if (lines.length <= box.maxLines) return lines;
  const kept = lines.slice(0, box.maxLines);
  kept[box.maxLines - 1] = `${kept[box.maxLines - 1]}…`;
  return kept;
}

function* pieces(text: string, fontSize: number, maxWidth: number): Generator<string> {
  for (const word of text.match(/\S+\s*/g) ?? []) {
    if (!WIDE.test(word) && textWidth(word.trimEnd(), fontSize) <= maxWidth) yield word;
    else yield* graphemeRuns(word, fontSize, maxWidth);
  }
}

function* graphemeRuns(word: string, fontSize: number, maxWidth: number): Generator<string> {
  let run = '';
  for (const { segment } of segmenter.segment(word)) {
    const breaks = WIDE.test(segment) || textWidth(run + segment, fontSize) > maxWidth;
    if (breaks && run !== '') {
      yield run;
      run = '';
    }
    run += segment;
  }
  if (run !== '') yield run;
}
