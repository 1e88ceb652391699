/** Words that open a clause in speech. */
const CLAUSES: Readonly<Record<string, string>> = {
  en: 'so and but okay ok now then because well alright yeah right also however if when',
  de: 'und aber also dann jetzt weil okay gut wenn denn',
  es: 'y pero entonces ahora porque bueno vale si cuando',
  fr: 'et mais alors donc maintenant parce bon si quand',
  it: 'e ma allora quindi ora perché bene se quando',
  pt: 'e mas então agora porque bom se quando',
};

/** Phrases that say a new topic begins. */
const TOPICS: Readonly<Record<string, string>> = {
  en: `next|next up|so next|the next|so the next|and next|moving on|let's|so let's|okay let's|let us|first|so first|first of all|second|third|finally|lastly|the last|
    another|another thing|today|so today|welcome|thank you|thanks|okay thank|okay thanks|any other|the first|the second|the third|the other|so finally|in summary|to sum|in conclusion|
    here is|here's|so here|now let's|now we|so now|okay so|okay next|alright so|all right so|hi everyone|hello everyone|good morning|i want to talk|we'll|this is`,
  de: 'als nächstes|nun|jetzt|kommen wir|zum schluss|zuerst|zweitens|drittens|erstens|schließlich|zusammenfassend|heute|willkommen|der nächste|die nächste|das nächste',
  es: 'ahora|a continuación|siguiente|el siguiente|la siguiente|por último|finalmente|primero|segundo|tercero|hoy|bienvenidos|pasemos|vamos a|en resumen',
  fr: "maintenant|ensuite|passons|pour finir|enfin|d'abord|premièrement|deuxièmement|aujourd'hui|bienvenue|le prochain|la prochaine|en résumé",
  it: 'adesso|ora|passiamo|infine|innanzitutto|oggi|benvenuti|il prossimo|la prossima|in sintesi',
  pt: 'agora|a seguir|o próximo|a próxima|por fim|finalmente|primeiro|hoje|bem-vindos|em resumo',
  ja: 'では|それでは|次に|次は|最後に|まず|今日は|さて|続いて',
  zh: '现在|接下来|下面|最后|首先|其次|今天|那么',
  ar: 'الآن|والآن|بعد ذلك|أخيرا|أولا|ثانيا|اليوم|مرحبا|ننتقل',
};

/** Words that often stand at the start of a topic, and as often do not. */
const HINTS: Readonly<Record<string, string>> = {
  en: 'so|okay|ok|alright|all right|right|now|cool|great|sure|well|yes|hi|hello|hey|anyway|anyways|then|mr|madam',
  de: 'okay|ok|gut|so|also|dann|hallo|ja', es: 'bueno|vale|entonces|bien|hola|pues', fr: 'bon|alors|donc|bonjour|voilà',
  it: 'bene|allora|poi|ciao|quindi', pt: 'bom|então|olá', ja: 'はい|じゃあ', zh: '好|好的', ar: 'ثم|طيب',
};

type Table = Readonly<Record<string, string>>;
const sets = new WeakMap<Table, Map<string, ReadonlySet<string>>>();

function setOf(table: Table, language: string, separator: RegExp): ReadonlySet<string> {
  const made = sets.get(table) ?? new Map<string, ReadonlySet<string>>();
  sets.set(table, made);
  const known = made.get(language) ?? new Set((table[language] ?? '').split(separator).map((phrase) => phrase.trim()).filter(Boolean));
  made.set(language, known);
  return known;
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}'\s]+/gu, '').trim();

/** @param language BCP 47, primary part */
export function isClauseOpener(word: string, language: string): boolean {
  return setOf(CLAUSES, language, /\s+/).has(bare(word));
}

/** Longest opener: words, or signs where words are not spaced. */
const OPENER_UNITS = 4;

export type Opening = 'topic' | 'hint' | 'joint' | 'plain';

/** How a sentence begins: as a new topic does, as one may, joined to the sentence before, or as any. */
export function openingOf(sentence: string, language: string): Opening {
  const head = bare(sentence.slice(0, 40));
  if (beginsWith(head, setOf(TOPICS, language, /\|/), language)) return 'topic';
  if (beginsWith(head, setOf(HINTS, language, /\|/), language)) return 'hint';
  return isClauseOpener(head.split(/\s+/)[0] ?? '', language) ? 'joint' : 'plain';
}

function beginsWith(head: string, openers: ReadonlySet<string>, language: string): boolean {
  const units = language === 'ja' || language === 'zh' ? [...head] : head.split(/\s+/);
  const glue = language === 'ja' || language === 'zh' ? '' : ' ';
  return Array.from({ length: OPENER_UNITS }, (_, index) => units.slice(0, index + 1).join(glue)).some((start) => openers.has(start));
}
