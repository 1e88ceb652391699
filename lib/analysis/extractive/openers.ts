/** Words that open a clause in speech. */
const CLAUSES: Readonly<Record<string, string>> = {
  en: 'so and but okay ok now then because well alright yeah right also however if when',
  de: 'und aber also dann jetzt weil okay gut wenn denn',
  es: 'y pero entonces ahora porque bueno vale si cuando',
  fr: 'et mais alors donc maintenant parce bon si quand',
  it: 'e ma allora quindi ora perché bene se quando',
  pt: 'e mas então agora porque bom se quando',
};

/** Words and phrases that open a new topic in speech. */
const TOPICS: Readonly<Record<string, string>> = {
  en: `ok|okay|alright|all right|right|now|next|next up|moving on|let's|so let's|let us|so next|so now|the next|the last|first|first of all|second|third|finally|lastly|
    another|another thing|in this|today|hello|hi everyone|hi|welcome|thank you|thanks|great|cool|anyway|anyways|so the next|then|and then|and now|so today|so first|any other|so finally|the first|the second|the third|so the first|so the second|the other`,
  de: 'okay|gut|jetzt|nun|als nächstes|kommen wir|zum schluss|zuerst|zweitens|drittens|erstens|schließlich|heute|willkommen|hallo|so|dann',
  es: 'bueno|vale|ahora|a continuación|siguiente|por último|finalmente|primero|segundo|tercero|hoy|bienvenidos|hola|pasemos|vamos a|entonces',
  fr: "bon|alors|maintenant|ensuite|passons|pour finir|enfin|d'abord|premièrement|deuxièmement|aujourd'hui|bienvenue|bonjour|le prochain",
  it: 'bene|allora|adesso|ora|passiamo|infine|prima|secondo|oggi|benvenuti|ciao|poi',
  pt: 'bom|agora|a seguir|próximo|por fim|finalmente|primeiro|segundo|hoje|bem-vindos|olá|vamos|então',
  ja: 'では|それでは|次に|次は|最後に|まず|今日は|さて|続いて',
  zh: '好|现在|接下来|下面|最后|首先|其次|今天|那么',
  ar: 'الآن|والآن|ثم|بعد ذلك|أخيرا|أولا|ثانيا|اليوم|مرحبا|ننتقل',
};

const sets = new Map<string, ReadonlySet<string>>();

function setOf(table: Readonly<Record<string, string>>, language: string, separator: RegExp): ReadonlySet<string> {
  const key = `${separator.source} ${language}`;
  const made = sets.get(key) ?? new Set((table[language] ?? '').split(separator).map((phrase) => phrase.trim()).filter(Boolean));
  sets.set(key, made);
  return made;
}

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}'\s]+/gu, '').trim();

/** @param language BCP 47, primary part */
export function isClauseOpener(word: string, language: string): boolean {
  return setOf(CLAUSES, language, /\s+/).has(bare(word));
}

/** Longest opener, in words. */
const OPENER_WORDS = 3;
const UNSPACED_SIGNS = 4;

/** Whether a sentence begins as a new topic does. */
export function opensTopic(sentence: string, language: string): boolean {
  const openers = setOf(TOPICS, language, /\|/);
  const head = bare(sentence.slice(0, 40));
  const words = head.split(/\s+/);
  for (let count = 1; count <= OPENER_WORDS; count++) if (openers.has(words.slice(0, count).join(' '))) return true;
  for (let signs = 1; signs <= UNSPACED_SIGNS; signs++) if (/^\p{Lo}/u.test(head) && (language === 'ja' || language === 'zh') && openers.has(head.slice(0, signs))) return true;
  return false;
}
