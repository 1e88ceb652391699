import type { Steps } from '#lib/platform/steps.ts';
import type { MindMapNode } from '#lib/protocol/result.ts';
import type { MindMapMaterial } from '../analyst.ts';
import type { Document } from './document.ts';
import type { Candidate } from './title-candidates.ts';
import { capitalised } from './titles.ts';
import { splitWords } from './words.ts';

/** Topics under a chapter, and words of one, at most. */
const LEAVES = 5;
const LONGEST = 5;
/** Two labels are near-duplicates when they share this much of their words. */
const SAME = 0.5;

type Draft = { title: string; start: number; topics: readonly Candidate[] };

/** The title, its chapters, and what each speaks of: three levels, no label twice or nearly so, every start a cue's. */
export function* drawMindMap(document: Document, title: string, drafts: readonly Draft[]): Steps<MindMapNode> {
  const start = document.cues[0]?.start ?? 0;
  const used = new Set([fold(title)]);
  const branches = drafts.filter((draft) => take(draft.title, used));
  const taken = branches.map((draft) => stemsOf(draft.title, document));
  const children: MindMapNode[] = [];
  for (const [index, { title: name, start: at, topics }] of branches.entries()) {
    yield;
    const leaves = leavesOf(document, { start: at, topics }, { branch: taken[index]!, others: taken.toSpliced(index, 1) });
    taken.push(...leaves.map(({ stems }) => stems));
    children.push({ title: name, start: at, children: leaves.map(({ node }) => node).toSorted((a, b) => a.start - b.start) });
  }
  return { title: title || '…', start, children };
}

type Leaf = { node: MindMapNode; stems: ReadonlySet<string> };

/** What a topic counts less for each word that the chapter or a topic chosen before has, and where its nouns are tied: labels are short. */
const REPEATED = 0.55;
const TIED = 0.8;

/** @param others labels elsewhere on the map, as stems */
function leavesOf({ sentences }: Document, { start, topics }: Omit<Draft, 'title'>, { branch, others }: { branch: ReadonlySet<string>; others: readonly ReadonlySet<string>[] }): Leaf[] {
  const known = new Set(branch);
  const leaves: Leaf[] = [];
  const fits = ({ text, stems }: Candidate): boolean => {
    const own = new Set(stems);
    return text.split(' ').length <= LONGEST && ![branch, ...leaves.map((leaf) => leaf.stems)].some((other) => nearlySame(own, other)) && !others.some((other) => equal(own, other));
  };
  const gain = ({ score, stems, plain }: Candidate): number => score * (plain ? 1 : TIED) * REPEATED ** stems.filter((stem) => known.has(stem)).length;
  for (let left = topics.filter(fits); leaves.length < LEAVES && left.length > 0; left = left.filter(fits)) {
    const { text, stems, first } = left.reduce((best, topic) => (gain(topic) > gain(best) ? topic : best));
    stems.forEach((stem) => known.add(stem));
    leaves.push({ node: { title: capitalised(text), start: Math.max(start, sentences[first]!.start), children: [] }, stems: new Set(stems) });
  }
  return leaves;
}

function nearlySame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((stem) => b.has(stem)).length;
  return shared === a.size || shared / (a.size + b.size - shared) >= SAME;
}

function equal(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((stem) => b.has(stem));
}

function stemsOf(text: string, { language }: Document): ReadonlySet<string> {
  return new Set(splitWords(text, language).filter(({ content }) => content).map(({ stem }) => stem));
}

/** Chapters that were made elsewhere, or none: what the map is drawn from. */
export function draftsOf(material: MindMapMaterial, sections: readonly { chapter: { title: string; start: number }; topics: Candidate[] }[]): Draft[] {
  return (material.chapters ?? sections.map(({ chapter }) => chapter)).map(({ title, start }) => {
    const at = sections.findLast((section) => section.chapter.start <= start) ?? sections[0];
    return { title, start, topics: at?.topics ?? [] };
  });
}

const fold = (text: string): string => text.toLowerCase().trim();

function take(title: string, used: Set<string>): boolean {
  const key = fold(title);
  if (key === '' || used.has(key)) return false;
  used.add(key);
  return true;
}
