/** What comes right before the thing that a speaker announces, by language. */
const ANNOUNCING: Readonly<Record<string, readonly RegExp[]>> = {
  en: [
    /\b(?:talk|talking|speak|speaking|hear|learn) (?:\w+ ){0,2}?about /g, /\b(?:discuss|discussing|cover|covering|explore|introduce|introducing|explain|explaining|demonstrate|present) /g,
    /\blook(?:ing)? (?:\w+ )?(?:at|into) /g, /\b(?:go|going|run|walk|walking) (?:over|through) /g, /\b(?:move|moving|jump|jumping|switch|switching|turn|turning|get|getting|go|going|dive|diving|start|starting|begin|beginning|kick|kicking)(?: \w+)? (?:to|onto|into|with) /g,
    /\b(?:next|first|second|third|last|final|other|another|main)(?: \w+){0,5}? (?:is|are|was|will be|being)(?: about)? /g, /\b(?:agenda|topic|item|issue|question|point)(?: \w+){0,2} (?:is|are|was)(?: about)? /g,
    /\b(?:update|updates|presentation|introduction|overview|discussion|demo) (?:on|of|about|to) /g,
    /\b(?:see|learn|understand|explain|show you) (?=(?:why|how) )/g,
  ],
  de: [/(?:sprechen|reden|diskutieren|geht es|lernen)(?: \S+){0,3}? (?:über|um) /g, /\b(?:kommen|gehen|komme|wechseln) \S+(?: \S+){0,2}? (?:zu|zum|zur|auf) /g, /\b(?:nächste|erste|zweite|dritte|letzte)\S* \S+(?: \S+){0,2}? (?:ist|sind|heißt) /g, /\b(?:schauen|sehen|betrachten) (?:wir )?(?:uns )?(?:\S+ )?/g, /\b(?:thema|vortrag) (?:ist|über) /g],
  es: [/(?:hablar|hablaremos|hablamos|hablemos|hablando)(?: \S+)? (?:de|sobre) /g, /(?:pasemos|pasamos|pasar|vamos) (?:ahora )?a /g, /(?:siguiente|primer|primero|segundo|tercer|último)\S*(?: \S+){0,3}? (?:es|son) /g, /(?:veamos|ver|presentar|explicar) /g, /tema (?:es|de) /g],
  fr: [/(?:parler|parlerons|parlons|parle)(?: \S+)? (?:de|du|des) /g, /(?:passons|passer|venons)(?: \S+)? (?:à|au|aux) /g, /(?:prochain|premier|première|deuxième|dernier)\S*(?: \S+){0,3}? (?:est|sont|c'est) /g, /(?:voyons|regardons|présenter|expliquer) /g, /sujet (?:est|de) /g],
  it: [/(?:parlare|parleremo|parliamo) (?:di|del|della|dei) /g, /(?:passiamo|veniamo) (?:a|al|alla) /g, /(?:vediamo|guardiamo|presentare) /g],
  pt: [/(?:falar|falaremos|falamos) (?:de|do|da|sobre) /g, /(?:passemos|passamos|vamos) (?:a|ao|à|para) /g, /(?:vejamos|ver|apresentar) /g],
  zh: [/(?:谈谈|讨论|介绍|说说|讲讲|讲|看看|来看|关于|是)/g],
  ar: [/(?:عن|حول|إلى|نناقش|موضوع) /g],
};

/** What comes right after it, in languages that put the verb last. */
const ANNOUNCED: Readonly<Record<string, readonly RegExp[]>> = {
  ja: [/(?:について|に関して|を(?:紹介|説明|見|始め)|の(?:話|お話|説明|紹介))/g],
  ko: [/(?:에 대해|을 소개|를 소개)/g],
};
/** Characters of a sentence after which, or before which, an announced thing stands. */
export type Announced = { after: ReadonlySet<number>; before: ReadonlySet<number> };

/** Where in a sentence the speaker says what comes next. */
export function announcedIn(text: string, language: string): Announced {
  const lower = text.toLowerCase().replaceAll('’', "'");
  const after = new Set((ANNOUNCING[language] ?? []).flatMap((pattern) => [...lower.matchAll(pattern)].map(({ index, 0: said }) => index + said.length)));
  const before = new Set((ANNOUNCED[language] ?? []).flatMap((pattern) => [...lower.matchAll(pattern)].map(({ index }) => index)));
  return { after, before };
}
