import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText, markedParts, queryWords } from './search-text.ts';

const marks = (text: string, query: string) => markedParts(text, queryWords(query)).filter(({ marked }) => marked).map((part) => part.text);

describe('text that is searched', () => {
  it('is the same whatever its case, accents and width', () => {
    expect(['CAFÉ', 'Cafe\u0301', 'ＣＡＦＥ'].map(foldText)).toEqual(['cafe', 'cafe', 'cafe']);
  });

  it('keeps the marks that make another word of it', () => {
    expect(foldText('が')).toBe('が');
    expect(foldText('कि')).toBe('कि');
    expect(foldText('각')).toBe('각');
  });
});

describe('words that are marked', () => {
  it('are those looked for, accents and signs of a pattern included', () => {
    expect(marks('Über alles: (a+b)', 'uber (a+b)')).toEqual(['Über', '(a+b)']);
    expect(marks('The cafe\u0301 opens', 'café')).toEqual(['cafe\u0301']);
    expect(marks('ﬁnal and final', 'final')).toEqual(['ﬁnal', 'final']);
    expect(marks('bridge bridges', 'BRIDGE')).toEqual(['bridge', 'bridge']);
    expect(marks('x', '')).toEqual([]);
  });

  it('leave the text whole', () => {
    const unit = fc.constantFrom('a', 'É', 'e\u0301', '\u0301', 'ﬁ', 'ß', '한', 'が', '😀', ' ');
    const text = fc.array(unit, { maxLength: 12 }).map((units) => units.join(''));
    fc.assert(fc.property(text, text, (whole, query) => {
      expect(markedParts(whole, queryWords(query)).map((part) => part.text).join('')).toBe(whole);
    }));
  });
});
