import type { Steps } from '#lib/platform/steps.ts';
import { announcedIn, type Announced } from './announcements.ts';
import type { Document } from './document.ts';
import { isUnfit } from './heading-words.ts';
import { headingsIn, settled, type Heading } from './headings.ts';
import { within, type Lexicon, type Phrase } from './phrases.ts';
import { openingEnd, type Range, type Weighed } from './telling-phrases.ts';

/** What might be a chapter's title. */
export type Candidate = {
  text: string;
  stems: readonly string[];
  /** Whether it is a noun phrase that nothing is tied to. */
  plain: boolean;
  score: number;
  /** The sentence of the chapter that first says it. */
  first: number;
};

/** What titles are judged by. */
export type Measure = {
  /** What each telling phrase weighs, by its key. */
  weights: ReadonlyMap<string, number>;
  /** Stems of the names of those who speak and are spoken to. */
  people: ReadonlySet<string>;
};

/** What a title counts more that is said at a chapter's start, that the speaker announces, whose nouns are tied, and that is said again (by the logarithm of its times). */
const OPENS = 1.2;
const ANNOUNCED = 1.5;
const TIED = 1.15;
const AGAIN = 0.25;
/** What each telling phrase of a title counts beside the weightiest, and what a word that tells nothing takes away. */
const FURTHER = 0.6;
const IDLE = 0.3;
/** By number of content words: what a title of so many counts. */
const LENGTHS = [0.8, 0.9, 1] as const;
/** Telling phrases that are candidates themselves. */
const LEADING = 8;
const LONGEST_PHRASE = 4;
/** Share of a phrase's uses that are inside a longer one, from which the longer one is its name. */
const FULL_NAME = 0.25;

type Place = { document: Document; lexicon: Lexicon; measure: Measure };

/** What might be the title of a chapter, best first: headings out of its sentences, and its telling phrases. */
export function* titleCandidates(range: Range, telling: readonly Weighed[], { document, lexicon, measure }: Place): Steps<Candidate[]> {
  const { sentences, language: { code } } = document;
  const opening = openingEnd(sentences, range);
  const known = new Map<string, Candidate & { times: number }>();
  for (let at = range[0]; at < range[1]; at++) {
    yield;
    const sentence = sentences[at]!;
    const announced = at < opening ? announcedIn(sentence.text, code) : null;
    for (const heading of headingsIn(sentence, { language: code, lexicon })) {
      const place = (announced ? OPENS : 1) * (announced && isAnnounced(heading, sentence.text, announced) ? ANNOUNCED : 1);
      const score = worth(heading.stems, measure) * heading.form * (heading.plain ? 1 : TIED) * place;
      if (score > 0) keep({ text: settled(heading, lexicon), stems: heading.stems, plain: heading.plain, score, first: at }, known);
    }
  }
  // A single word that nowhere stands as a noun is a verb or the like.
  const phrases = telling.slice(0, LEADING).map((weighed) => fullName(weighed, telling)).filter(({ text, stems, key }) => isFit(text, code) && (stems.length > 1 || known.has(key)));
  let ranked = phrases.map(({ text, stems, said }): Candidate => ({ text: settled({ text, stems }, lexicon), stems, plain: true, score: worth(stems, measure), first: said.find((at) => at >= range[0]) ?? range[0] }));
  for (const { times, ...candidate } of known.values()) {
    yield;
    ranked.push({ ...candidate, score: candidate.score * (1 + AGAIN * Math.log(times)) });
    if (ranked.length === GATHERED) ranked = best(ranked);
  }
  return best(ranked);
}

/** Candidates that are kept, and those gathered before the others are let go. */
const KEPT = 60;
const GATHERED = 600;

function best(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1)).slice(0, KEPT);
}

function keep(candidate: Candidate, known: Map<string, Candidate & { times: number }>): void {
  const key = candidate.stems.join(' ');
  const before = known.get(key);
  const times = (before?.times ?? 0) + 1;
  known.set(key, { ...(before && before.score >= candidate.score ? before : candidate), first: before?.first ?? candidate.first, times });
}

/** Characters and words that may stand between what announces a thing and the thing. */
const NEAR = 16;
const NEAR_WORDS = 3;

function isAnnounced({ begin, end }: Heading, text: string, { after, before }: Announced): boolean {
  const between = (offset: number): string => text.slice(offset, begin);
  const opens = [...after].some((offset) => begin >= offset && begin - offset < NEAR && !/[^\s\p{L}'’]/u.test(between(offset)) && between(offset).split(' ').length <= NEAR_WORDS);
  return opens || [...before].some((offset) => end <= offset && offset - end <= 1);
}

/** What the telling phrases in some words weigh together; nothing where one is the name of who is there. */
function worth(stems: readonly string[], { weights, people }: Measure): number {
  if (stems.some((stem) => people.has(stem))) return 0;
  const parts: { weight: number; from: number; to: number }[] = [];
  for (let from = 0; from < stems.length; from++) {
    for (let to = from + 1; to <= Math.min(stems.length, from + LONGEST_PHRASE); to++) {
      const weight = weights.get(stems.slice(from, to).join(' '));
      if (weight) parts.push({ weight, from, to });
    }
  }
  const taken: typeof parts = [];
  for (const part of parts.toSorted((a, b) => b.weight - a.weight)) if (!taken.some(({ from, to }) => part.from < to && from < part.to)) taken.push(part);
  const sum = taken.reduce((total, { weight }, index) => total + weight * FURTHER ** index, 0);
  const idle = stems.length - taken.reduce((count, { from, to }) => count + to - from, 0);
  return (sum * (LENGTHS[stems.length - 1] ?? LENGTHS.at(-1)!)) / (1 + IDLE * idle);
}

function isFit(text: string, language: string): boolean {
  return !text.split(/[\s-]+/).some((word) => isUnfit({ text: word, lower: word.toLowerCase() }, language));
}

/** The longer phrase that a phrase is mostly said as. */
function fullName({ phrase, here }: Weighed, telling: readonly Weighed[]): Phrase {
  const longer = telling.find((other) => other.phrase.stems.length > phrase.stems.length && other.here >= FULL_NAME * here && other.here > 1 && within(phrase, other.phrase));
  return longer ? fullName(longer, telling) : phrase;
}
