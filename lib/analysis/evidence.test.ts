import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEvidence, inventsTime, overlap, wordsOf } from './evidence.ts';

const cuesOf = (...texts: string[]) => texts.map((text, index) => ({ start: index, end: index + 1, text }));

/** Three lines of a talk, and a quote on another matter altogether. */
const LANGUAGES: Record<string, { lines: string[]; invented: string }> = {
  en: { lines: ['Today we speak about cats and dogs', 'Dogs love a long walk in the park', 'It is going to rain tomorrow'], invented: 'economic growth rose last year' },
  de: { lines: ['Heute sprechen wir über Katzen', 'Hunde lieben lange Spaziergänge', 'Morgen wird es regnen'], invented: 'das Wachstum der Wirtschaft stieg' },
  ko: { lines: ['오늘은 고양이에 대해 이야기합니다', '강아지는 산책을 좋아합니다', '내일은 비가 올 것입니다'], invented: '경제 성장률이 높아졌다' },
  th: { lines: ['วันนี้เราจะพูดถึงแมวและสุนัข', 'สุนัขชอบเดินเล่นในสวนสาธารณะ', 'พรุ่งนี้ฝนจะตก'], invented: 'เศรษฐกิจเติบโตขึ้น' },
  ja: { lines: ['今日は猫と犬についてお話しします', '犬は公園での長い散歩が大好きです', '明日は雨が降るでしょう'], invented: 'はでこのおがすいた' },
  zh: { lines: ['今天我们来谈谈猫和狗', '狗喜欢在公园里散步很长时间', '明天会下雨'], invented: '经济在今年增长很快' },
  ar: { lines: ['اليوم نتحدث عن القطط والكلاب', 'الكلاب تحب المشي الطويل', 'سوف تمطر غدا'], invented: 'ارتفع النمو الاقتصادي كثيرا' },
  hi: { lines: ['आज हम बिल्लियों के बारे में बात करेंगे', 'कुत्तों को लंबी सैर पसंद है', 'कल बारिश होगी'], invented: 'अर्थव्यवस्था तेज़ी से बढ़ी' },
};

describe('a claim', () => {
  it.each(Object.entries(LANGUAGES))('is borne out by its own words alone, in %s', (_language, { lines, invented }) => {
    const cues = cuesOf(...lines);
    lines.forEach((line, index) => expect(findEvidence(cues, { cue: index, quote: line })).toBe(index));
    for (const index of lines.keys()) expect(findEvidence(cues, { cue: index, quote: invented })).toBeNull();
    expect(overlap(invented, new Set(wordsOf(lines.join(' '))))).toBeLessThan(0.5);
  });

  it('is found a line or two off, whatever its case, accents and width; never farther', () => {
    const cues = cuesOf('a b c', 'Über die ＡＩ Brücke gehen', 'x', 'y', 'z z', 'w');
    expect([0, 1, 2, 3].map((cue) => findEvidence(cues, { cue, quote: 'uber die ai brucke' }))).toEqual([1, 1, 1, 1]);
    expect(findEvidence(cues, { cue: 4, quote: 'uber die ai brucke' })).toBeNull();
  });

  it('needs three words, or all that the line says', () => {
    const cues = cuesOf('Yes.', 'We do go there');
    expect([findEvidence(cues, { cue: 0, quote: 'yes' }), findEvidence(cues, { cue: 1, quote: 'we do' }), findEvidence(cues, { cue: 1, quote: '' }), findEvidence(cues, { cue: 9, quote: 'We do go there' })]).toEqual([0, null, null, null]);
  });

  it('points at a cue that there is, whatever a model writes', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('words of a line', '今日は', '오늘은', 'مرحبا', ''));
    fc.assert(fc.property(fc.array(text, { maxLength: 6 }), fc.integer({ min: -3, max: 9 }), text, (texts, cue, quote) => {
      const found = findEvidence(cuesOf(...texts), { cue, quote });
      expect(found === null || (found >= 0 && found < texts.length && Math.abs(found - cue) <= 2)).toBe(true);
    }));
  });
});

it('a time is invented that the source does not name', () => {
  expect(inventsTime('At 12:30 it ends', 'we stop at 12:30')).toBe(false);
  expect(inventsTime('At 12:30 it ends', 'we stop at noon')).toBe(true);
  expect(inventsTime('A ratio of 16:9', 'in 16:9')).toBe(false);
});
