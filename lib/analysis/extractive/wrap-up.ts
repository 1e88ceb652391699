import type { Document, Sentence } from './document.ts';
import { wordsIn } from './word-table.ts';

/** What a speaker begins the last words with, after any opener, by language; as words are split, so without what is elided in French. */
const WRAP_UPS: Readonly<Record<string, string>> = {
  en: `that's it|that's all|that's about it|that's about all|that's pretty much|that's basically it|that's really it|that's everything|that's what i've|that is it|that is all|
    those are the main|those are the big|those are the two|those are the three|those are big|those are all|i hope you|i hope this|i hope that|hope you|hope this|in conclusion|to conclude|
    to sum up|to summarize|in summary|to wrap up|signing off`,
  de: 'das war es|das war\'s|das wäre es|das wär\'s|das ist alles|das war alles|zusammenfassend|zum schluss|zum abschluss|ich hoffe',
  es: 'eso es todo|eso sería todo|esto es todo|y eso fue todo|en conclusión|para concluir|para terminar|en resumen|espero que',
  fr: 'est tout|ce sera tout|en conclusion|pour conclure|pour finir|en résumé|espère que',
  it: 'è tutto|questo è tutto|in conclusione|per concludere|per finire|in sintesi|spero che',
  pt: 'é tudo|é isso|isso é tudo|foi isso|em conclusão|para concluir|para terminar|em resumo|espero que',
};
/** What may be said before it. */
const OPENERS: Readonly<Record<string, string>> = {
  en: 'so and but okay ok all right alright yeah yep cool anyway well awesome great i think guess', de: 'so und also ja gut okay ok genau ich denke', es: 'y bueno entonces pues vale así que',
  fr: 'et donc bon alors voilà', it: 'e allora bene ecco quindi', pt: 'e bom então bem',
};
/** The last words begin in the last seconds, or share of a short video, and are not shorter than a chapter may be. */
const LAST_SECONDS = 90;
const LAST_SHARE = 0.15;
const LEAST_SECONDS = 10;
/** Said in less than so many seconds, or such a share of the whole, a farewell is no chapter. */
const GOODBYE_SECONDS = 5;
const GOODBYE_SHARE = 0.008;
/** Words that are looked at, from a sentence on. */
const HEAD = 10;

/** The sentence with which the speaker begins to wrap up, as presenters do ("So that's it …"); null where none is heard, or too late for a chapter. */
export function findWrapUp({ sentences, language }: Document): number | null {
  const phrases = phrasesOf(language.code);
  const openers = wordsIn(OPENERS, language.code);
  const [first, last] = [sentences[0], sentences.at(-1)];
  if (!first || !last || phrases.length === 0) return null;
  const total = last.end - first.start;
  const heard = sentences.find(({ index, start }) => last.end - start <= Math.min(LAST_SECONDS, LAST_SHARE * total) && wrapsUp(sentences, index, { phrases, openers }));
  if (!heard || last.end - heard.start < Math.max(GOODBYE_SECONDS, GOODBYE_SHARE * total)) return null;
  const roomy = sentences.findLast(({ start }) => start <= heard.start && last.end - start >= LEAST_SECONDS);
  return roomy && roomy.index > 0 ? roomy.index : null;
}

function wrapsUp(sentences: readonly Sentence[], index: number, { phrases, openers }: { phrases: readonly string[]; openers: ReadonlySet<string> }): boolean {
  const words: string[] = [];
  for (let at = index; at < sentences.length && words.length < HEAD; at++) words.push(...sentences[at]!.words.slice(0, HEAD).map(({ lower }) => withoutOwner(lower)));
  const said = `${words.slice(words.findIndex((word) => !openers.has(word))).slice(0, HEAD).join(' ')} `;
  return phrases.some((phrase) => said.startsWith(`${phrase} `));
}

function phrasesOf(language: string): string[] {
  return (WRAP_UPS[language] ?? '').split('|').map((phrase) => phrase.trim().split(' ').map(withoutOwner).join(' ')).filter(Boolean);
}

/** `That's` is split as an owner is. */
function withoutOwner(word: string): string {
  return word.replace(/['’]s$/, '');
}
