import { wordsIn, type WordTable } from './word-table.ts';

/** Words that tie one noun to the next inside a heading, strongest first: each row binds less than the one before. Lower case. */
const JOINTS: Readonly<Record<string, readonly string[]>> = {
  en: ['of for between versus vs', 'and in on with to about against without across per', 'from into over under through at by'],
  de: ['der des von für zwischen', 'und im in mit zum zur ohne gegen über', 'auf aus bei beim am an nach vom durch unter'],
  es: ['de del para entre', 'y e en con sin contra sobre', 'a al por desde hacia'],
  fr: ['de du des pour entre d', 'et en dans avec sans contre sur', 'à au aux par vers'],
  it: ['di del della dei delle dello per tra fra', 'e in nel nella nei con senza contro su sul sulla', 'a al alla da dal dalla'],
  pt: ['de do da dos das para entre', 'e em no na nos nas com sem contra sobre', 'a ao à por pelo pela'],
  nl: ['van voor tussen', 'en in met zonder tegen over op', 'aan uit bij naar door'],
  ar: ['من بين', 'في على عن مع', 'إلى بدون'],
  ja: ['の', 'と'],
  zh: ['的', '与 和 及'],
};

const ARTICLES: WordTable = {
  en: 'the a an', de: 'der die das den dem des ein eine einen einem einer eines', es: 'el la los las un una unos unas', fr: 'le la les un une l', it: 'il lo la i gli le un uno una l',
  pt: 'o a os as um uma uns umas', nl: 'de het een',
};

/** Words that say little alone, but belong to the noun that they stand before. */
const MODIFIERS: WordTable = {
  en: 'two three four five six seven eight nine ten first second third last next new old big little small long short different better best good real whole main bad hard easy quick various several many more',
  de: 'zwei drei vier fünf sechs erste ersten zweite zweiten dritte letzte letzten neue neuen neuer neues große großen kleine kleinen gute guten beste besten lange langen eigene eigenen', es: 'dos tres cuatro cinco primer primera segundo segunda tercer último última nuevo nueva nuevos nuevas gran mejor mejores',
  fr: 'deux trois quatre cinq premier première second seconde dernier dernière nouveau nouvelle nouveaux nouvelles grand grande petit petite meilleur', it: 'due tre quattro primo prima secondo seconda ultimo nuovo nuova grande',
  pt: 'dois duas três quatro primeiro primeira segundo segunda último nova novo grande melhor',
};

/** What no heading holds: sounds, oaths, and words that only point at what is on a screen or in a sentence. */
const UNFIT: WordTable = {
  en: `whenever wherever um uh uhm umm uhh hmm mm mhm eh er blah cuz shit fuck fucking damn crap gosh god dunno lemme tsk nnn yada etc wanna hopefully currently basically actually importantly additionally stuff thingy guy kid kids thanks
    lots ton tons sort kind yesterday tonight january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday
    percent half million billion thousand hundred morning afternoon evening cetera gentleman gentlemen curious apologies taken written driven given shown known seen done gone broken chosen spoken item items agenda topic topics brought bought sent met glad ready aware`,
  de: 'äh ähm hm übrigens natürlich montag dienstag mittwoch donnerstag freitag samstag sonntag prozent hallo tag morgen abend', es: 'eh em hablar ver discutir lunes martes miércoles jueves viernes sábado domingo', fr: 'euh parler voir discuter lundi mardi mercredi jeudi vendredi samedi dimanche', it: 'parlare vedere', pt: 'falar ver discutir', ar: 'نتحدث ننتقل نناقش سنتحدث',
};

/** How nouns and adjectives end, where adjectives follow their noun. */
const NOUN_ENDINGS: Readonly<Record<string, RegExp>> = {
  es: /(?:al|iv[oa]|os[oa]|ble|ic[oa]|ari[oa]|ci[oó]n|dad|ista|ismo|[ai]d[oa]|ante|iente|mente|ción|eño|eña|és|or|ora|ucho|uev[oa]|ic[oa])e?s?$|(?:[aeo]s)$/, fr: /(?:el|elle|ique|if|ive|eux|euse|ble|aire|tion|té|isme|iste|al|ale|aux|ien|ienne|ais|aise|ant|ante|[éi]e?|eur|age|ment)s?$/,
  it: /(?:al[ei]|iv[oaie]|os[oaie]|bil[ei]|ic[oaie]|ic?h[ei]|zion[ei]|tà|ist[aei]|ismo|[aiu]t[oaie]|ant[ei]|ent[ei]|ar[ie]|tor[ei])$/, pt: /(?:al|ais|iv[oa]|os[oa]|vel|veis|ic[oa]|ári[oa]|ção|ções|dade|ista|ismo|[ai]d[oa]|ante|ente)s?$|(?:[aeo]s)$/,
};

/** Whether a word ends like a noun or adjective; undefined where that tells nothing in a language. */
export function endsLikeNoun(lower: string, language: string): boolean | undefined {
  return NOUN_ENDINGS[language]?.test(lower);
}

/** Between `how` and the thing that is done: what opens such a heading, and how the verb after it ends. */
const MANNER: Readonly<Record<string, { opens: string; verb: RegExp }>> = {
  en: { opens: 'how to', verb: /^\p{L}{2,}$/u }, es: { opens: 'cómo', verb: /(?:ar|er|ir)(?:lo|la|los|las|se)?$/ }, fr: { opens: 'comment', verb: /(?:er|ir|re)$/ },
  it: { opens: 'come', verb: /(?:are|ere|ire)$/ }, pt: { opens: 'como', verb: /(?:ar|er|ir)$/ },
};

/** English verbs in -ing that say too little to lead a heading, and words of that ending that are no verbs. */
const DULL_LEADS = new Set(`being having going doing getting trying looking talking saying thinking telling speaking asking wondering hoping sharing running seeing keeping bringing putting taking making giving letting coming
  following regarding including depending according concerning assuming interesting existing missing remaining upcoming ongoing morning evening meeting everything something anything nothing during king thing
  happening starting wanting feeling knowing mentioning hearing guessing showing finding leaving calling pointing jumping listening becoming sitting standing waiting spending switching turning based`.split(/\s+/));

/** How well a word ties two nouns to one heading: 0 where it does not, up to 1. */
export function jointStrength(lower: string, language: string): number {
  const known = joints.get(language) ?? new Map((JOINTS[language] ?? []).flatMap((row, at) => row.split(' ').map((word) => [word, STRENGTHS[at]!] as const)));
  joints.set(language, known);
  return known.get(lower) ?? 0;
}

const STRENGTHS = [1, 0.85, 0.65] as const;
const joints = new Map<string, ReadonlyMap<string, number>>();

export const isArticle = (lower: string, language: string): boolean => wordsIn(ARTICLES, language).has(lower);
export const isModifier = (lower: string, language: string): boolean => wordsIn(MODIFIERS, language).has(lower);
/** `period.So` is two words that a transcript wrote as one. */
const RUN_TOGETHER = /\p{Ll}\.\p{Lu}/u;

export const isUnfit = ({ text, lower }: { text: string; lower: string }, language: string): boolean => wordsIn(UNFIT, language).has(lower) || RUN_TOGETHER.test(text);
export const mannerOf = (language: string): { opens: string; verb: RegExp } | undefined => MANNER[language];
export const isDullLead = (lower: string): boolean => DULL_LEADS.has(lower);
export const leads = (lower: string, language: string): boolean => language === 'en' && lower.length > 5 && lower.endsWith('ing') && !isDullLead(lower);
