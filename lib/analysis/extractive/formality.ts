/** Articles, prepositions and conjunctions, which a sentence dense with nouns is held together by; lower case, by language. */
const LINKS: Readonly<Record<string, string>> = {
  en: 'the of to in for and on that with by from at as a an',
  de: 'der die das des dem den ein eine einen einem einer eines von vom zu zum zur in im für und auf mit bei aus an am durch nach',
  es: 'el la los las de del a al en para por y con un una que como entre', fr: 'le la les de du des à au aux en dans pour par sur et avec un une que comme entre',
  it: 'il lo la i gli le di del della dei delle a al alla in nel nella per da dal con e un una che su', pt: 'o a os as de do da dos das em no na para por pelo pela e com um uma que ao',
};
/** Words for those who speak and listen. */
const PERSONS: Readonly<Record<string, string>> = {
  en: "i i'm i've i'd i'll me my you you're your you'll you've", de: 'ich mich mir mein meine du dich dir dein deine sie ihr', es: 'yo me mi mí tú te tu usted ustedes creo',
  fr: "je j me moi mon ma mes tu te toi vous votre", it: 'io mi me mio mia tu ti te', pt: 'eu me meu minha tu te você vocês',
};
/** Words for what was named before. */
const POINTERS: Readonly<Record<string, string>> = {
  en: "it it's this that's he she they there there's these those them", de: 'es er dies dieser diese dieses da dort', es: 'eso esto ello lo él ella ellos ellas ahí', fr: 'ça cela ceci ce il elle ils elles y là',
  it: 'ciò questo quello lui lei loro lì', pt: 'isso isto ele ela eles elas lá',
};
/** Powers of e by which a sentence counts more for a share of such words. */
const LINKED = 2.5;
const PERSONAL = -2;
const POINTING = -1.5;

const sets = new Map<string, readonly [links: ReadonlySet<string>, persons: ReadonlySet<string>, pointers: ReadonlySet<string>]>();

function setsOf(language: string) {
  const known = sets.get(language);
  if (known) return known;
  const setOf = (table: Readonly<Record<string, string>>): Set<string> => new Set((table[language] ?? '').split(' ').filter(Boolean));
  const made = [setOf(LINKS), setOf(PERSONS), setOf(POINTERS)] as const;
  sets.set(language, made);
  return made;
}

/**
 * How much a sentence informs rather than converses, by its small words: above 1 where articles and prepositions are
 * many, below where pronouns are. The first dimension of Biber, "Variation across Speech and Writing", 1988.
 */
export function formality(text: string, language: string): number {
  const words = text.toLowerCase().replaceAll('’', "'").match(/[\p{L}\p{N}']+/gu) ?? [];
  const [links, persons, pointers] = setsOf(language);
  let exponent = 0;
  for (const word of words) exponent += links.has(word) ? LINKED : persons.has(word) ? PERSONAL : pointers.has(word) ? POINTING : 0;
  return Math.exp(exponent / Math.max(1, words.length));
}
