import { runStart } from '../run-start.ts';
import { capitalised } from './titles.ts';

/** What a speaker begins and pauses with, by language; cut from a sentence that is quoted. */
const OPENERS: Readonly<Record<string, RegExp>> = {
  en: /^(?:(?:so|and|but|okay|ok|alright|all right|well|yeah|yes|yep|no|right|now|um+|uh+|hm+|oh|ah|like|then|also|anyway|basically|actually|i mean|you know|i think|i guess|let's see|because|cause|sorry|gotcha|hi|hello|hey|great|cool|thanks|thank you)\b[\s,.;:…—–-]*)+/i,
  de: /^(?:(?:also|und|aber|ja|nein|gut|okay|ok|so|nun|äh+m?|hm+|na ja|genau)(?=[\s,.])[\s,.;:…—–-]*)+/i,
  es: /^(?:(?:bueno|pues|y|pero|entonces|vale|eh+|a ver|o sea|sí)(?=[\s,.])[\s,.;:…—–-]*)+/i,
  fr: /^(?:(?:bon|alors|et|mais|donc|euh+|ben|oui|voilà|ok)(?=[\s,.])[\s,.;:…—–-]*)+/i,
};
/** What ties a sentence to the one before it, set off by a comma: cut where the sentence stands alone. */
const TIES: Readonly<Record<string, RegExp>> = {
  en: /^(?:(?:after|before) (?:that|this)|because of (?:that|this)|for (?:that|this) reason|as a result|in that case|at (?:that|this) point|on the other hand|in other words|that said|having said that|however|therefore|thus|hence|moreover|furthermore|besides|meanwhile|of course|in fact|for (?:example|instance))\s*,\s*/i,
  es: /^(?:después de eso|por (?:eso|esa razón|lo tanto|ejemplo)|además|sin embargo|en ese caso|es decir)\s*,\s*/i,
  fr: /^(?:après cela|pour cette raison|par (?:conséquent|exemple)|cependant|de plus|en effet|dans ce cas|c'est-à-dire)\s*,\s*/i,
};
/** `sound` is cut with the blanks and commas before it. */
const FILLERS: Readonly<Record<string, RegExp>> = {
  en: /(?<sound>\b(?:um+|uh+|uhm|er|erm|hmm+|mm+)\b)[,.…]?|,\s*(?:you know|i mean|like|sort of|kind of|i guess|right),?(?=\s)|\b(?:you know|i mean|sort of|kind of)\s(?=\p{L})/giu,
  de: /(?<sound>(?<!\p{L})(?:äh+m?|hm+)(?!\p{L})),?/giu,
  es: /(?<sound>\b(?:eh+|em+)\b),?/giu,
  fr: /(?<sound>\beuh+\b),?/giu,
};
const STUTTER = /(?<![\p{L}\p{N}'’])(\p{L}[\p{L}'’]*(?: \p{L}[\p{L}'’]*){0,2}?)(?:,? \1)+(?![\p{L}\p{N}'’])/giu;

/** A sentence as it reads: without fillers, stutters, spoken openers and ties to the sentence before, with a capital and an end. */
export function polish(text: string, language: string): string {
  let plain = text;
  const fillers = FILLERS[language];
  if (fillers) plain = withoutFillers(plain, fillers);
  plain = plain.replace(STUTTER, '$1').replace(/\s+/g, ' ').replace(/\s+([,.!?;:])/g, '$1').trim();
  const opener = OPENERS[language];
  if (opener) plain = plain.replace(opener, '').trim() || plain;
  const tie = TIES[language];
  if (tie) plain = plain.replace(tie, '');
  plain = plain.replace(/^[\s,.;:…—–-]+/, '');
  plain = capitalised(plain.slice(0, runStart(plain, plain.length, { from: 0, of: /[\s,;:—–-]/ }))) || text;
  return /[\p{L}\p{N}]$/u.test(plain) ? `${plain}${language === 'ja' || language === 'zh' ? '。' : '.'}` : plain;
}

function withoutFillers(text: string, fillers: RegExp): string {
  let kept = '';
  let from = 0;
  for (const { 0: filler, index, groups } of text.matchAll(fillers)) {
    const to = groups?.sound === undefined ? index : runStart(text, index, { from, of: /[\s,]/ });
    kept += `${text.slice(from, to)} `;
    from = index + filler.length;
  }
  return kept + text.slice(from);
}
