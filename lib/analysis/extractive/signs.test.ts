import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce } from '#lib/platform/steps.ts';
import { findBoundaries } from './boundaries.ts';
import { expectedChapters } from './chapter-count.ts';
import { likenessAcross } from './contrast.ts';
import { readDocument, type Document } from './document.ts';
import { formality } from './formality.ts';
import { keyPhrases } from './key-phrases.ts';
import { readLexicon } from './phrases.ts';
import { startOdds } from './topic-starts.ts';

const documentOf = (texts: readonly string[], speakers: readonly string[] = []): Document =>
  atOnce(readDocument(texts.map((text, index) => ({ text, start: index * 4, end: index * 4 + 4, speaker: speakers[index] ?? 'A' })), 'en'));

describe('signs of a new topic', () => {
  const PLAIN = 'The bridge carries the road over the river.';
  const oddsAt = (index: number, texts: readonly string[], speakers?: readonly string[]): number => atOnce(startOdds(documentOf(texts, speakers)))[index]!;

  it('are words of an agenda and of turning to something, new words, thanks before, and another speaker who goes on', () => {
    const plain = Array<string>(9).fill(PLAIN);
    const base = oddsAt(4, plain);
    expect(oddsAt(4, plain.with(4, 'Next topic on the agenda is the second update.'))).toBeGreaterThan(base + 1);
    expect(oddsAt(4, plain.with(4, 'I go and look at the bridge over the river.'))).toBeGreaterThan(base + 0.3);
    expect(oddsAt(4, plain.with(4, 'Whales sing songs.'))).toBeGreaterThan(base + 0.3);
    expect(oddsAt(4, plain.with(3, 'Great, thanks, any questions or comments?'))).toBeGreaterThan(base);
    expect(oddsAt(4, plain, [...Array<string>(4).fill('A'), ...Array<string>(5).fill('B')])).toBeGreaterThan(base);
  });

  it('say nothing on the whole: they are 0 on average', () => {
    const odds = atOnce(startOdds(documentOf(['Next topic.', PLAIN, 'And so on it goes.', 'Let us move on.'])));
    expect(odds.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 9);
  });
});

it('likeness across a sentence is the cosine of the words on either side', () => {
  const words = fc.array(fc.constantFrom('bridge', 'steel', 'dough', 'oven', 'whale'), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(fc.array(words, { minLength: 2, maxLength: 30 }), (lines) => {
    const { sentences } = documentOf(lines.map((line) => `${line.join(' ')}.`));
    const stems = sentences.map((sentence) => sentence.words.filter(({ content }) => content).map(({ stem }) => stem));
    const count = (list: readonly string[]): Map<string, number> => list.reduce((map, stem) => map.set(stem, (map.get(stem) ?? 0) + 1), new Map<string, number>());
    const norm = (map: ReadonlyMap<string, number>): number => Math.sqrt([...map.values()].reduce((sum, value) => sum + value ** 2, 0));
    for (const [index, found] of atOnce(likenessAcross(sentences)).entries()) {
      const [before, after] = [count(stems.slice(0, index).flat().slice(-60)), count(stems.slice(index).flat().slice(0, 60))];
      const dot = [...before].reduce((sum, [stem, value]) => sum + value * (after.get(stem) ?? 0), 0);
      expect(found).toBeCloseTo(dot === 0 ? 0 : dot / (norm(before) * norm(after)), 9);
    }
  }), { numRuns: 60 });
});

it('a casual talk has fewer chapters than a prepared one as long, and a longer one more', () => {
  const [prepared, casual] = [documentOf(Array<string>(40).fill('The bridge carries the road.')), documentOf(Array<string>(40).fill('Yeah okay um the bridge, right?'))];
  expect(expectedChapters(prepared, 3600)).toBeGreaterThan(1.5 * expectedChapters(casual, 3600));
  expect(expectedChapters(prepared, 3 * 3600)).toBeGreaterThan(1.4 * expectedChapters(prepared, 3600));
});

it.each([
  ['en', 'The council agreed on a plan for the repair of the bridge.', "I think you know it's what they said to me."],
  ['de', 'Der Rat einigte sich auf einen Plan für die Reparatur der Brücke.', 'Ich glaube, du weißt, dass es mir so ging.'],
  ['es', 'El consejo aprobó un plan para la reparación del puente.', 'Yo creo que tú me dijiste eso.'],
  ['fr', 'Le conseil a approuvé un plan pour la réparation du pont.', 'Je crois que tu me dis ça.'],
])('in %s a sentence that informs counts more than one that converses', (language, informs, converses) => {
  expect(formality(informs, language)).toBeGreaterThan(1);
  expect(formality(converses, language)).toBeLessThan(1);
});

it('no chapter takes up most of a video, however alike all is that is said in it', () => {
  const intro = ['Bees dance in the hive.', 'Trains run on steel rails.', 'Bakers knead the dough.', 'Whales sing in the ocean.'].flatMap((text) => Array<string>(8).fill(text));
  const { sentences } = documentOf([...intro, ...Array<string>(400).fill('The bridge carries the road over the river.')]);
  const starts = atOnce(findBoundaries({ ...documentOf([]), sentences }, []));
  const lengths = starts.map((start, index) => ((starts[index + 1] ?? sentences.length) - start) / sentences.length);
  expect(Math.max(...lengths)).toBeLessThan(0.75);
});

describe('key phrases', () => {
  const phrasesOf = (texts: readonly string[], language = 'en'): string[] => {
    const cues = texts.map((text, index) => ({ text, start: index * 4, end: index * 4 + 4 }));
    return atOnce(keyPhrases(atOnce(readLexicon(atOnce(readDocument(cues, language)))), 10)).map(({ text }) => text);
  };

  it('leave out a verb before its object, the owner’s s and the elided article', () => {
    expect(phrasesOf(['The hurricane expert predicts a storm.'])).toContain('hurricane expert');
    expect(phrasesOf(["We saw Ada's engine."])).toEqual(expect.arrayContaining(['Ada', 'engine']));
    expect(phrasesOf(["L'ambassade ferme.", "Il est devant l'ambassade."], 'fr')).toContain('ambassade');
  });

  it('end with the noun in German, where a verb follows it in small letters', () => {
    const found = phrasesOf(['Anlagen auf Dächern liefern Strom.', 'Neue Windparks brauchen Leitungen.'], 'de');
    expect(found).toEqual(expect.arrayContaining(['Dächern', 'Strom', 'Leitungen']));
    expect(found.join(' ')).not.toMatch(/liefern|brauchen/);
  });

  it.each([
    { language: 'pt', texts: ['A Comissão Europeia apresentou hoje uma proposta.', 'As chamas obrigaram cerca de oitenta habitantes a sair.', 'Os bombeiros combateram o fogo durante duas horas.'], names: ['Comissão Europeia', 'chamas', 'bombeiros'], verbs: /apresentou|obrigaram|combateram|oitenta|duas/ },
    { language: 'es', texts: ['La Comisión Europea presentó ayer una propuesta.', 'Los bomberos apagaron rápidamente el fuego.'], names: ['Comisión Europea', 'bomberos'], verbs: /presentó|apagaron/ },
    { language: 'it', texts: ['La Commissione europea presentò una proposta.', 'I pompieri spensero subito il fuoco, mentre i vicini guardavano.'], names: ['Commissione europea'], verbs: /presentò|guardavano/ },
  ])('in $language leave out the verb after its subject, and numbers', ({ language, texts, names, verbs }) => {
    const found = phrasesOf(texts, language);
    expect(found).toEqual(expect.arrayContaining(names));
    expect(found.join(' ')).not.toMatch(verbs);
  });

  it('keep both parts of a name with a hyphen', () => {
    expect(phrasesOf(['The long-term care homes need help.', 'Workers in long-term care homes are tired.'])).toContain('long-term care homes');
  });
});
