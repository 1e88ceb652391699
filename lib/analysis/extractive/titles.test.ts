import { describe, expect, it } from 'vitest';
import { atOnce } from '#lib/platform/steps.ts';
import type { WorkContext } from '#lib/platform/work-context.ts';
import type { Cue, MindMapNode } from '#lib/protocol/result.ts';
import { MemoryParts } from '#lib/testing/memory-parts.ts';
import { createExtractiveAnalyst } from './analyst.ts';
import { analyze } from './analyze.ts';
import { readDocument } from './document.ts';
import { headingsIn } from './headings.ts';
import { ideaTitle } from './idea-titles.ts';
import { peopleOf } from './people.ts';
import { readLexicon } from './phrases.ts';
import { quotables } from './sentence-weights.ts';
import { languageData } from './language.ts';
import { tellingPhrases, type Range } from './telling-phrases.ts';
import { chapterTitles } from './titles.ts';
import { understand } from './understanding.ts';
import { splitWords } from './words.ts';

const spoken = (texts: readonly string[], speakers: readonly string[] = []): Cue[] => texts.map((text, index) => ({ text, start: index * 6, end: index * 6 + 6, ...(speakers[index] && { speaker: speakers[index] }) }));

/** Two topics of a talk each, announced as speakers do. */
const TALKS: Record<string, { texts: string[]; titles: [RegExp, RegExp] }> = {
  en: {
    texts: [
      'Today we will talk about the construction of the new bridge.', 'The bridge links the old town to the harbour.', 'The steel for the towers comes from Sweden.', 'The cost of the bridge has risen by twelve percent.', 'Engineers test every cable of the bridge in the laboratory.', 'The construction of the bridge needs two hundred workers.', 'The towers of the bridge stand on solid rock.',
      "Okay, um, let's move on to the power supply of the city.", 'Panels on roofs give a part of the power.', 'New lines bring power from the north into the city.', 'The power supply of the city is safe in winter too.', 'Storage for power is expensive, but it gets cheaper.', 'The city plans three large stores for power.', 'Wind turbines near the coast feed the power supply.',
    ], titles: [/^Construction of the new bridge$/, /^Power supply of the city$/],
  },
  de: {
    texts: [
      'Heute sprechen wir über den Bau der neuen Brücke.', 'Die Brücke verbindet die Altstadt mit dem Hafen.', 'Der Stahl für die Pfeiler kommt aus Schweden.', 'Die Kosten der Brücke sind um zwölf Prozent gestiegen.', 'Die Ingenieure prüfen jedes Kabel der Brücke im Labor.', 'Für den Bau der Brücke werden zweihundert Menschen gebraucht.', 'Die Pfeiler der Brücke stehen auf festem Grund.',
      'Kommen wir jetzt zur Versorgung der Stadt mit Strom.', 'Anlagen auf Dächern liefern einen Teil des Stroms.', 'Der Ausbau der Windkraft geht langsam voran.', 'Neue Leitungen bringen den Strom aus dem Norden in die Stadt.', 'Die Versorgung der Stadt mit Strom ist auch im Winter gesichert.', 'Speicher für Strom sind teuer, aber sie werden billiger.', 'Die Stadt plant drei große Speicher für Strom.',
    ], titles: [/^Bau der neuen Brücke$/, /^Versorgung der Stadt mit Strom$/],
  },
  es: {
    texts: [
      'Hoy vamos a hablar de la construcción del puente nuevo.', 'El puente une el centro con el puerto de la ciudad.', 'Los cables de acero sostienen el tablero del puente.', 'El coste del puente ha subido un doce por ciento.', 'Los ingenieros revisan cada cable del puente en el laboratorio.', 'La construcción del puente necesita doscientos trabajadores.', 'Los pilares del puente descansan sobre roca firme.',
      'Pasemos a la fermentación de la masa.', 'La masa reposa en un cuenco templado durante dos horas.', 'La levadura hace subir la masa poco a poco.', 'La fermentación de la masa depende de la temperatura de la cocina.', 'El horno cuece el pan hasta que la corteza queda dorada.', 'La corteza del pan guarda el aroma de la levadura.', 'Con más agua la masa del pan fermenta antes.',
    ], titles: [/^Construcción del puente/, /^Fermentación de la masa$/],
  },
  fr: {
    texts: [
      "Aujourd'hui nous allons parler de la construction du pont.", 'Le pont relie le centre au port de la ville.', "Les câbles d'acier tiennent le tablier du pont.", 'Le coût du pont a augmenté de douze pour cent.', 'Les ingénieurs vérifient chaque câble du pont au laboratoire.', 'La construction du pont demande deux cents ouvriers.', 'Les piles du pont reposent sur la roche.',
      'Passons à la fermentation de la pâte.', 'La pâte repose dans un bol tiède pendant deux heures.', 'La levure fait lever la pâte peu à peu.', 'La fermentation de la pâte dépend de la température de la cuisine.', "Le four cuit le pain jusqu'à ce que la croûte soit dorée.", "La croûte du pain garde l'arôme de la levure.", "Avec plus d'eau la pâte du pain fermente plus vite.",
    ], titles: [/^Construction du pont$/, /^Fermentation de la pâte$/],
  },
  ja: {
    texts: [
      '今日は橋の建設についてお話しします。', '橋は川を渡る道路を支えます。', '鋼のケーブルが橋の床を支えます。', '橋の費用は一割増えました。', '技術者は橋のケーブルを毎年検査します。', '橋の建設には多くの人が必要です。', '橋の柱は岩の上に立っています。',
      '次にパン生地の発酵を説明します。', '生地は温かいボウルで二時間休みます。', '酵母が生地を膨らませます。', '生地の発酵は台所の温度で決まります。', 'オーブンでパンを焼くと皮が茶色になります。', 'パンの皮には酵母の香りが残ります。', '水が多いと生地の発酵が早くなります。',
    ], titles: [/^橋の建設$/, /生地の発酵$/],
  },
  zh: {
    texts: [
      '今天我们讨论桥梁的建设。', '桥梁连接老城和港口。', '钢缆支撑桥梁的桥面。', '桥梁的费用增加了百分之十二。', '工程师在实验室检查桥梁的钢缆。', '桥梁的建设需要两百名工人。', '桥梁的桥墩建在岩石上。',
      '接下来我们介绍面团的发酵。', '面团在温暖的碗里休息两个小时。', '酵母让面团慢慢膨胀。', '面团的发酵取决于厨房的温度。', '烤箱把面包烤到外皮金黄。', '面包的外皮保留酵母的香味。', '水多的时候面团的发酵更快。',
    ], titles: [/^桥梁的建设$/, /^面团的发酵$/],
  },
  ar: {
    texts: [
      'اليوم نتحدث عن بناء الجسر الجديد.', 'الجسر يربط المدينة القديمة بالميناء.', 'الكابلات الفولاذية تحمل أرضية الجسر.', 'ارتفعت تكلفة الجسر هذا العام.', 'يفحص المهندسون كابلات الجسر في المختبر.', 'بناء الجسر يحتاج إلى مئتي عامل.', 'أعمدة الجسر تقف على صخور صلبة.',
      'ننتقل الآن إلى تخمير العجين.', 'العجين يرتاح في وعاء دافئ لمدة ساعتين.', 'الخميرة ترفع العجين ببطء.', 'تخمير العجين يعتمد على حرارة المطبخ.', 'الفرن يخبز الخبز حتى تصبح القشرة ذهبية.', 'قشرة الخبز تحفظ رائحة الخميرة.', 'مع الماء الكثير يتم تخمير العجين بسرعة.',
    ], titles: [/^بناء الجسر الجديد$/, /^تخمير العجين$/],
  },
};

/** Titles of chapters that begin at the sentences given. */
function titlesOf(cues: readonly Cue[], firsts: readonly number[], language = 'en'): string[] {
  const document = atOnce(readDocument(cues, language));
  const lexicon = atOnce(readLexicon(document));
  const ranges = firsts.map((from, index): Range => [from, firsts[index + 1] ?? document.sentences.length]);
  const telling = atOnce(tellingPhrases(lexicon, document, ranges));
  return atOnce(chapterTitles(telling, ranges, { document, lexicon, people: atOnce(peopleOf(document, lexicon)), spare: '…', given: ranges.map(() => null) })).map(({ title }) => title);
}

describe.each(Object.entries(TALKS))('a talk in %s', (language, { texts, titles }) => {
  const { keyIdeas } = analyze({ cues: spoken(texts), language });
  const chapters = titlesOf(spoken(texts), [0, 7], language);
  const data = languageData(language);

  it('has chapters called what the speaker announces, with modifiers and prepositions as they are said', () => {
    for (const [index, title] of titles.entries()) expect(chapters[index]).toMatch(title);
  });

  it('has key ideas with different titles out of their own sentences, not longer than a heading', () => {
    expect(new Set(keyIdeas.map(({ title }) => title)).size).toBe(keyIdeas.length);
    for (const { title, text } of keyIdeas) {
      expect(text.toLowerCase().replace(/[-\s]+/g, ' ')).toContain(title.toLowerCase());
      expect(splitWords(title, data).length).toBeLessThanOrEqual(8);
    }
  });

  it('leaves no small word hanging at either end of a title', () => {
    for (const title of [...chapters, ...keyIdeas.map((idea) => idea.title)]) {
      const words = splitWords(title, data);
      const small = /^(?:and|of|the|for|with|to|in|und|der|die|für|mit|von|de|la|del|el|y|du|le|et|の|は|を|的|في|من|إلى|عن|على)$/i;
      expect(words.at(-1)?.text).not.toMatch(small);
      if (words.length < 3) expect(words[0]?.text).not.toMatch(small);
    }
  });
});

it('a chapter is not called by a bare word where what is said of it weighs nearly as much', () => {
  const lines = ['The withdrawals come first, and in a moment we will see why they do.', 'The withdrawals are what they ask us about when we are there.', 'With the withdrawals it was the same as it is now.', 'They said that they would like the withdrawals before all else.', 'And the withdrawals are for you, and for me, and for all of us who are here.', 'There is a list of withdrawals.', 'The list is with the bank.'];
  const [title] = titlesOf(spoken(lines), [0]);
  expect(title).toBe('List of withdrawals');
});

it.each([
  ['The forgetting curve slowly levels out.', 'Forgetting curve'],
  ['The first habit is retrieval, which means pulling an idea out of your head.', 'The first habit is retrieval'],
  ['After a lecture, write three questions that it answered.', 'Write three questions'],
  ['In the next two minutes you will see why we forget, and two habits that make learning last.', 'Why we forget'],
])('the idea “%s” is called “%s”', (sentence, title) => {
  const document = atOnce(readDocument(spoken([sentence, 'Rereading feels easy to students after every lecture.']), 'en'));
  const lexicon = atOnce(readLexicon(document));
  const [quotable] = atOnce(quotables(document));
  expect(ideaTitle(quotable!, { language: document.language, lexicon, people: new Set(), spent: new Set(), used: new Set() })).toBe(title);
});

/** The headings of the last sentence of a text. */
function headings(texts: readonly string[], language = 'en'): string[] {
  const document = atOnce(readDocument(spoken(texts), language));
  const lexicon = atOnce(readLexicon(document));
  return headingsIn(document.sentences.at(-1)!, { language, lexicon }).map(({ text }) => text);
}

describe('headings out of a sentence', () => {
  it.each([
    ['en', 'So next week we are moving the fork date again.', 'moving the fork date'],
    ['en', 'I will show you how to set up the database for the team.', 'how to set up the database'],
    ['en', 'You will see why we forget, and what helps.', 'why we forget'],
    ['en', 'We agreed on gas limits for blob transactions in the call.', 'gas limits for blob transactions'],
    ['en', 'It is all in Phase 2 of the roadmap.', 'Phase 2 of the roadmap'],
    ['en', 'The model needs more than one meeting to generate the steps of a session.', 'generate the steps of a session'],
    ['es', 'Voy a explicar cómo configurar la base de datos.', 'cómo configurar la base de datos'],
    ['fr', "Voici l'entretien de l'ouvrage.", "entretien de l'ouvrage"],
    ['de', 'Das ist ein gutes Beispiel für den Schutz des Klimas.', 'Schutz des Klimas'],
  ])('in %s: %s → %s', (language, sentence, heading) => {
    expect(headings([sentence], language)).toContain(heading);
  });

  it('hold no word that broke off, no sound and no verb as a noun', () => {
    const found = headings(['These th the syntac syntactic structures, blah, are for generating text and they do execute blocks.']).join(' | ');
    expect(found).toMatch(/syntactic structures/);
    expect(found).not.toMatch(/\bth\b|\bsyntac\b|blah|execute blocks/);
  });

  it('do not run over a comma or an end of a clause', () => {
    expect(headings(['We use the bridge, for cables, and steel.']).filter((text) => text.includes(' '))).toEqual([]);
  });
});

describe('titles of a call', () => {
  const lines = ['Welcome, Martin, shall we begin with the API gateway?', 'The API gateway drops requests from the mobile app, Martin.', 'Yes, Martin, the Api gateway needs a new rate limit.', 'A rate limit for the mobile app was tested by Martin.', 'The API gateway logs every request from the mobile app.', 'Martin saw the rate limit in the logs.'];
  const later = ['The next topic is moving the release date.', 'Martin wants the release date in May.', 'Moving the release date delays the marketing campaign.', 'The marketing campaign needs the release notes.', 'The release notes are with the marketing team.', 'The marketing campaign starts with the release.'];
  const cues = spoken([...lines, ...lines, ...later, ...later], Array<string>(24).fill('Martin Weber'));
  const titles = titlesOf(cues, [0, 12]);

  it('are not the names of who speaks, and keep acronyms as they are mostly said', () => {
    const all = titles.join(' | ');
    expect(all).not.toMatch(/martin|weber/i);
    expect(all).toMatch(/API gateway/);
  });

  it('are not names in key ideas either', () => {
    const ideas = analyze({ cues, language: 'en' }).keyIdeas.map(({ title }) => title);
    expect(ideas.length).toBeGreaterThan(2);
    expect(ideas.join(' | ')).not.toMatch(/martin/i);
  });

  it('say what is done where the speaker says so', () => {
    expect(titles).toContain('Moving the release date');
  });
});

it('a chapter found inside one of the author’s has a title of its own', () => {
  const cues = TALKS['en']!.texts.flatMap((text) => Array<string>(12).fill(text)).map((text, index) => ({ text, start: index * 8, end: index * 8 + 8 }));
  const author_chapters = [{ title: 'Power supply of the city', start: 0 }];
  const { sections } = atOnce(understand(cues, 'en', { title: 'The city', author_chapters }));
  const titles = sections.map(({ chapter }) => chapter.title);
  expect(titles.length).toBeGreaterThan(1);
  expect(titles[0]).toBe('Power supply of the city');
  expect(new Set(titles.map((title) => title.toLowerCase())).size).toBe(titles.length);
});

it('a mind map has short labels, none nearly the same as its chapter, its neighbour or one elsewhere', async () => {
  const cues = spoken(TALKS['en']!.texts);
  const input = { cues, language: 'en', output_language: null, title: 'The city', author_chapters: [] };
  const context: WorkContext = { signal: new AbortController().signal, progress: () => {}, partial: () => {}, parts: new MemoryParts() };
  const map = await createExtractiveAnalyst().mindMap(input, { chapters: null, key_ideas: null, key_phrases: null }, context);
  const stems = (text: string): string => [...new Set(splitWords(text, languageData('en')).filter(({ content }) => content).map(({ stem }) => stem))].toSorted().join(' ');
  const all = (node: MindMapNode): MindMapNode[] => [node, ...node.children.flatMap(all)];
  const keys = all(map).map(({ title }) => stems(title));
  expect(new Set(keys).size).toBe(keys.length);
  expect(map.children.every(({ children }) => children.length > 1)).toBe(true);
  for (const branch of map.children) for (const leaf of branch.children) {
    expect(leaf.title.split(' ').length).toBeLessThanOrEqual(5);
    expect(stems(leaf.title).split(' ').every((stem) => stems(branch.title).includes(stem))).toBe(false);
    expect(leaf.start).toBeGreaterThanOrEqual(branch.start);
  }
});
