import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cue } from '#lib/protocol/result.ts';
import { analyze } from './analyze.ts';

/** Captions of three seconds, one after another. */
const spoken = (texts: readonly string[], seconds = 3): Cue[] => texts.map((text, index) => ({ text, start: index * seconds, end: (index + 1) * seconds }));

const TOPICS = {
  bridges: ['The bridge carries the road over the river.', 'Steel cables hold the bridge deck.', 'Engineers test every cable of the bridge.', 'A long bridge needs strong steel towers.', 'The towers carry the load of the cables.'],
  bread: ['The dough rests in a warm bowl.', 'Yeast lets the dough rise slowly.', 'Bakers fold the dough before baking.', 'The oven bakes the bread until the crust is brown.', 'Fresh bread smells of yeast and crust.'],
  whales: ['The whale dives deep into the ocean.', 'Whales sing songs across the ocean.', 'A whale calf stays near its mother.', 'The songs of whales travel for miles.', 'Hunters once chased whales for their oil.'],
};
const lecture = (rounds: number): Cue[] => spoken(Object.values(TOPICS).flatMap((topic) => Array.from({ length: rounds }, () => topic).flat()));

describe('analysis without a model', () => {
  it('finds where a lecture goes from one topic to the next', () => {
    const { chapters } = analyze({ cues: lecture(4), language: 'en' });
    const starts = chapters.map(({ start }) => start);
    for (const change of [60, 120]) expect(starts.some((start) => Math.abs(start - change) <= 6)).toBe(true);
    expect(starts.length).toBeLessThanOrEqual(5);
  });

  it('names each chapter by what it speaks of', () => {
    const { chapters } = analyze({ cues: lecture(4), language: 'en' });
    const titleAt = (time: number): string => chapters.findLast(({ start }) => start <= time)?.title.toLowerCase() ?? '';
    expect(titleAt(30)).toMatch(/bridge|cable|tower|steel/);
    expect(titleAt(90)).toMatch(/dough|bread|yeast|crust/);
    expect(titleAt(150)).toMatch(/whale|song|ocean/);
  });

  it('sums up every topic of a lecture in the order they were spoken of', () => {
    const { summary } = analyze({ cues: lecture(4), language: 'en', summaryWords: 60 });
    const text = summary.join(' ').toLowerCase();
    expect(text.search(/bridge|cable/)).toBeGreaterThanOrEqual(0);
    expect(text.search(/dough|bread/)).toBeGreaterThan(text.search(/bridge|cable/));
    expect(text.search(/whale/)).toBeGreaterThan(text.search(/dough|bread/));
    expect(new Set(summary).size).toBe(summary.length);
  });

  it('keeps a summary within the words it is given', () => {
    for (const summaryWords of [20, 40, 80]) {
      const words = analyze({ cues: lecture(4), language: 'en', summaryWords }).summary.join(' ').split(' ').length;
      expect(words).toBeLessThanOrEqual(summaryWords);
      expect(words).toBeGreaterThan(summaryWords / 3);
    }
  });

  it('says more of a longer video', () => {
    const [short, long] = [analyze({ cues: lecture(2), language: 'en' }), analyze({ cues: lecture(60), language: 'en' })];
    expect(long.keyIdeas.length).toBeGreaterThan(short.keyIdeas.length);
    expect(long.chapters.length).toBeGreaterThanOrEqual(short.chapters.length);
  });

  it('reads automatic captions without case or punctuation', () => {
    const words = lecture(4).map(({ text }) => text.toLowerCase().replace(/[^a-z ]/g, '')).join(' ').split(' ');
    const cues = spoken(Array.from({ length: Math.ceil(words.length / 8) }, (_, index) => words.slice(index * 8, index * 8 + 8).join(' ')));
    const { chapters, summary, keyphrases } = analyze({ cues, language: 'en' });
    expect(chapters.length).toBeGreaterThan(1);
    expect(summary.length).toBeGreaterThan(0);
    expect(keyphrases.join(' ')).toMatch(/bridge|dough|whale/);
  });

  it('gives the same bytes for the same input, and leaves the input alone', () => {
    const cues = lecture(4);
    const before = JSON.stringify(cues);
    expect(JSON.stringify(analyze({ cues, language: 'en' }))).toBe(JSON.stringify(analyze({ cues, language: 'en' })));
    expect(JSON.stringify(cues)).toBe(before);
  });

  it('does not take a caption of music for speech', () => {
    const { summary, keyphrases } = analyze({ cues: spoken(Array<string>(20).fill('[Music]')), language: 'en' });
    expect({ summary, keyphrases }).toEqual({ summary: [], keyphrases: [] });
  });
});

const LANGUAGES: Record<string, { texts: [string, string]; about: RegExp }> = {
  de: { texts: ['Die Brücke trägt die Straße über den Fluss und die Kabel halten die Brücke.', 'Der Teig ruht in der Schüssel und die Hefe lässt den Teig langsam gehen.'], about: /brücke|kabel|teig|hefe/i },
  es: { texts: ['El puente lleva la carretera sobre el río y los cables sostienen el puente.', 'La masa descansa en el cuenco y la levadura hace subir la masa.'], about: /puente|cable|masa|levadura/i },
  fr: { texts: ["Le pont porte la route au-dessus du fleuve et les câbles tiennent le pont.", "La pâte repose dans le bol et la levure fait lever la pâte."], about: /pont|câble|pâte|levure/i },
  ja: { texts: ['橋は川を渡る道路を支え、ケーブルが橋を支えます。', '生地はボウルで休み、酵母が生地を膨らませます。'], about: /橋|ケーブル|生地|酵母|道路/ },
  zh: { texts: ['桥梁承载道路跨过河流，钢缆支撑桥梁。', '面团在碗里休息，酵母让面团慢慢膨胀。'], about: /桥|钢|面团|酵母|道路/ },
  ar: { texts: ['الجسر يحمل الطريق فوق النهر والكابلات تمسك الجسر.', 'العجين يرتاح في الوعاء والخميرة ترفع العجين ببطء.'], about: /جسر|كابل|عجين|خمير/ },
};

describe.each(Object.entries(LANGUAGES))('a lecture in %s', (language, { texts: [first, second], about }) => {
  const cues = spoken([...Array<string>(20).fill(first), ...Array<string>(20).fill(second)], 4);

  it('is cut where its topic changes, and spoken of in its own words', () => {
    const { chapters, keyphrases, summary } = analyze({ cues, language });
    expect(chapters.map(({ start }) => start)).toContain(80);
    expect(keyphrases.slice(0, 5).join(' ')).toMatch(about);
    expect(summary.length).toBeGreaterThan(0);
  });

  it('is read the same when nobody says which language it is', () => {
    expect(analyze({ cues, language: 'und' }).keyphrases).toEqual(analyze({ cues, language }).keyphrases);
  });
});

it('marks of direction around and within lines make no difference', () => {
  const lines = [...Array<string>(20).fill(LANGUAGES.ar!.texts[0]), ...Array<string>(20).fill(LANGUAGES.ar!.texts[1])];
  const marked = lines.map((line) => `\u202b${line.replace('و', '\u200fو')}\u202c`);
  expect(analyze({ cues: spoken(marked, 4), language: 'ar' })).toEqual(analyze({ cues: spoken(lines, 4), language: 'ar' }));
});

const SENTENCES = ['The engine is running.', 'um yeah okay so', '[Music]', 'Bridges are long, and steel is strong.', '<b>bold</b> & "quotes" 😀', '日本語のテキストです。', 'مرحبا بالعالم', '', 'why', 'Ends here. And begins again with another thing', 'a'.repeat(300)];
const anyCues = fc.array(fc.record({ text: fc.oneof(fc.constantFrom(...SENTENCES), fc.string()), gap: fc.integer({ min: 0, max: 30 }), length: fc.integer({ min: 0, max: 9 }), speaker: fc.constantFrom('A', 'B') }), { maxLength: 60 }).map((parts) => {
  let clock = 0;
  return parts.map(({ text, gap, length, speaker }): Cue => {
    const start = clock + gap;
    clock = start + length;
    return { text, start, end: clock, speaker };
  });
});

describe('whatever the captions hold', () => {
  it('chapters ascend from the first cue, on starts of cues, with different titles', () => {
    fc.assert(fc.property(anyCues, (cues) => {
      const { chapters } = analyze({ cues, language: 'en' });
      const starts = new Set(cues.map(({ start }) => start));
      expect(chapters[0]?.start).toBe(cues[0]?.start ?? 0);
      for (const [index, chapter] of chapters.entries()) {
        if (cues.length > 0) expect(starts.has(chapter.start)).toBe(true);
        if (index > 0) expect(chapter.start).toBeGreaterThan(chapters[index - 1]!.start);
        expect(chapter.end).toBeGreaterThanOrEqual(chapter.start);
        expect(chapter.title.trim()).not.toBe('');
      }
      expect(new Set(chapters.map(({ title }) => title.toLowerCase())).size).toBe(chapters.length);
    }), { numRuns: 150 });
  });

  it('key ideas stand on cues, are different, and score 0 to 1', () => {
    fc.assert(fc.property(anyCues, (cues) => {
      const { keyIdeas } = analyze({ cues, language: 'en' });
      const [starts, ends] = [new Set(cues.map(({ start }) => start)), new Set(cues.map(({ end }) => end))];
      for (const { start, end, score, title, text } of keyIdeas) {
        expect([starts.has(start), ends.has(end), end >= start, score >= 0, score <= 1, title !== '', text !== '']).not.toContain(false);
      }
      expect(new Set(keyIdeas.map(({ text }) => text)).size).toBe(keyIdeas.length);
    }), { numRuns: 150 });
  });
});
