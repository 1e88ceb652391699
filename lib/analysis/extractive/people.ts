import type { Steps } from '#lib/platform/steps.ts';
import type { Document, Sentence } from './document.ts';
import { breaks } from './noun-phrases.ts';
import type { Lexicon } from './phrases.ts';
import { splitWords } from './words.ts';

/** A word that begins with a capital this often, inside sentences, is a name. */
const NAMED = 0.8;
/** Share of a name's uses in which somebody is called by it, from which it is a person's here; and such uses at least. */
const CALLED = 0.15;
const FEWEST_CALLS = 2;

/** Stems of the names of those who speak and are spoken to: what is said is about something else. */
export function* peopleOf({ cues, sentences, language }: Document, { named, frequency }: Lexicon): Steps<ReadonlySet<string>> {
  const speakers = new Set(cues.map(({ speaker }) => speaker ?? ''));
  const stems = new Set([...speakers].flatMap((name) => splitWords(name, language).map(({ stem }) => stem)));
  const calls = new Map<string, number>();
  for (const sentence of sentences) {
    yield;
    for (const stem of calledIn(sentence)) calls.set(stem, (calls.get(stem) ?? 0) + 1);
  }
  for (const [stem, times] of calls) if (times >= FEWEST_CALLS && times >= CALLED * (frequency.get(stem) ?? 0)) stems.add(stem);
  return new Set([...stems].filter((stem) => (named.get(stem) ?? 0) >= NAMED));
}

/** Names with which a sentence begins or ends, set off by a comma: `Martin, will you`, `thank you, Martin`. */
function calledIn(sentence: Sentence): string[] {
  const { words } = sentence;
  const [first, last] = [words[0], words.at(-1)];
  const called = words.length > 1 ? [breaks(sentence, 1) && first, breaks(sentence, words.length - 1) && last] : [first];
  return called.flatMap((word) => (word && word.content && /^\p{Lu}/u.test(word.text) ? [word.stem] : []));
}
