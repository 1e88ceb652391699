import type { Steps } from '#lib/platform/steps.ts';
import { conjunction } from './conjunctions.ts';
import type { Document } from './document.ts';
import { isDullLead } from './heading-words.ts';
import type { Lexicon } from './phrases.ts';
import { isVague } from './spoken-words.ts';
import type { Range, Weighed } from './telling-phrases.ts';
import { titleCandidates, type Candidate, type Measure } from './title-candidates.ts';
import { splitWords } from './words.ts';

/** Share of a bare word's score from which a longer candidate that holds it is taken. */
const LONGER = 0.82;
/** Content words that a title has at least where there are phrases for it. */
const FEWEST_WORDS = 3;
/** Of the phrase that is added to one too short. */
const PARTNER_WORDS = 2;
/** Share of a title's score that the phrase added to it has at least: to a title of one word, and to a longer one. */
const PARTNER = 0.2;
const PARTNER_OF_LONGER = 0.4;
/** A title or partner of one word looks this much like a name at least. */
const LIKELY = 0.5;
/** Telling phrases of a chapter that its titles are judged by, and what takes the edge off their differences. */
const TELLING = 60;
const EVENED = 0.8;
/** What a phrase counts less for each of its words that an earlier title, or the video's own, has. */
const SPENT = 0.9;

export type TitlePlace = {
  document: Document;
  lexicon: Lexicon;
  /** Stems of the names of those who speak and are spoken to: no titles. */
  people: ReadonlySet<string>;
  /** The video's own title, used, numbered, where a chapter has no phrase of its own. */
  spare: string;
  /** The author's titles of some chapters; null for the others. */
  given: readonly (string | null)[];
};

/** A chapter's title, and what else it might have been called, best first. */
export type Titled = { title: string; topics: Candidate[] };
/** Topics of a chapter that are kept. */
const TOPICS = 30;

/** A title for every chapter, each different. */
export function* chapterTitles(telling: readonly (readonly Weighed[])[], ranges: readonly Range[], { document, lexicon, people, spare, given }: TitlePlace): Steps<Titled[]> {
  const { language } = document;
  const used = new Set(given.flatMap((title) => title?.toLowerCase() ?? []));
  const spent = new Map<string, number>();
  const spend = (stems: Iterable<string>): void => [...stems].forEach((stem) => spent.set(stem, (spent.get(stem) ?? 0) + 1));
  spend(new Set(splitWords(spare, language).map(({ stem }) => stem)));
  const titles: Titled[] = [];
  for (const [index, list] of telling.entries()) {
    const ranked = yield* titleCandidates(ranges[index]!, list, { document, lexicon, measure: { weights: weightsOf(list, spent), people } });
    const { text, stems } = titleOf(ranked, { own: given[index] ?? null, spare, used, document, lexicon });
    used.add(text.toLowerCase());
    spend(stems);
    titles.push({ title: text, topics: ranked.slice(0, TOPICS) });
  }
  return titles;
}

type Choice = Omit<TitlePlace, 'given' | 'people'> & { /** The author's. */ own: string | null; used: ReadonlySet<string> };

function titleOf(ranked: readonly Candidate[], { own, spare, used, document: { language }, lexicon }: Choice): { text: string; stems: readonly string[] } {
  if (own !== null) return { text: own, stems: [...new Set(splitWords(own, language).map(({ stem }) => stem))] };
  const fresh = ranked.filter(({ text }) => !used.has(text.toLowerCase()));
  const found = fresh.find((candidate) => standsAlone(candidate, { language: language.code, lexicon })) ?? fresh[0];
  const chosen = found && (longerThan(found, fresh) ?? found);
  const best = chosen && withPartner({ ...chosen, text: capitalised(chosen.text) }, ranked, { language: language.code, lexicon });
  const wanted = best?.text ?? spare;
  let text = wanted;
  for (let number = 2; used.has(text.toLowerCase()); number++) text = `${wanted} (${number})`;
  return { text, stems: best?.stems ?? [] };
}

function weightsOf(list: readonly Weighed[], spent: ReadonlyMap<string, number>): Measure['weights'] {
  const most = list[0]?.weight ?? 1;
  return new Map(list.slice(0, TELLING).map(({ phrase: { key, stems }, weight }) => [key, stems.reduce((left, stem) => left * SPENT ** (spent.get(stem) ?? 0), (weight / most) ** EVENED)]));
}

/** Instead of a bare word the best candidate that holds it and weighs nearly as much. */
function longerThan({ stems, score }: Candidate, candidates: readonly Candidate[]): Candidate | undefined {
  const [only] = stems;
  return stems.length === 1 && only !== undefined ? candidates.find((other) => other.stems.length > 1 && other.stems.includes(only) && other.score >= LONGER * score) : undefined;
}

/** A title that says little alone, with the next best phrase that shares no word with it. */
function withPartner(best: Candidate, ranked: readonly Candidate[], { language, lexicon }: { language: string; lexicon: Lexicon }): Candidate {
  if (best.stems.length >= FEWEST_WORDS || !best.plain) return best;
  const least = best.score * (best.stems.length > 1 ? PARTNER_OF_LONGER : PARTNER);
  const other = ranked.find((candidate) => candidate.plain && candidate.score >= least && candidate.stems.length <= PARTNER_WORDS && !candidate.stems.some((stem) => best.stems.includes(stem)) && standsAlone(candidate, { language, lexicon }));
  return other ? { ...best, text: `${best.text}${conjunction(language)}${other.text}`, stems: [...best.stems, ...other.stems] } : best;
}

/** Whether a phrase names something: of one word only where that is used as a noun, and a telling one. */
function standsAlone({ text, stems }: Candidate, { language, lexicon }: { language: string; lexicon: Lexicon }): boolean {
  const lower = text.toLowerCase();
  return stems.length > 1 || (lexicon.likeness(lower) >= LIKELY && !isVague(lower, language) && !isDullLead(lower));
}

/** A text with a capital at its start, but for names like `iPhone`. */
export function capitalised(text: string): string {
  return /^\p{Ll}+\p{Lu}/u.test(text) ? text : text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
