import type { MindMapNode } from '#lib/protocol/result.ts';
import type { MindMapMaterial } from '../analyst.ts';
import type { Document } from './document.ts';
import { within, type Phrase } from './phrases.ts';
import type { Weighed } from './titles.ts';
import { capitalised } from './titles.ts';

/** Phrases under a chapter, at most. */
const LEAVES = 5;

type Draft = { title: string; start: number; leaves: Weighed[] };

/** The title, its chapters, and what each speaks of: three levels, no title twice, every start a cue's. */
export function drawMindMap(document: Document, title: string, drafts: readonly Draft[]): MindMapNode {
  const start = document.cues[0]?.start ?? 0;
  const used = new Set([fold(title)]);
  const children: MindMapNode[] = [];
  for (const { title: name, start: at } of drafts) if (take(name, used)) children.push({ title: name, start: at, children: [] });
  for (const branch of children) branch.children = leavesOf(document, branch, { draft: drafts.find((draft) => draft.title === branch.title)!, used });
  return { title: title || '…', start, children };
}

function leavesOf({ sentences }: Document, branch: MindMapNode, { draft, used }: { draft: Draft; used: Set<string> }): MindMapNode[] {
  const kept: Phrase[] = [];
  const leaves: MindMapNode[] = [];
  for (const { phrase } of draft.leaves) {
    if (leaves.length === LEAVES) break;
    const first = phrase.said.map((index) => sentences[index]!.start).find((time) => time >= branch.start) ?? branch.start;
    const known = fold(branch.title).includes(fold(phrase.text)) || kept.some((other) => within(other, phrase) || within(phrase, other));
    if (known || !take(phrase.text, used)) continue;
    kept.push(phrase);
    leaves.push({ title: capitalised(phrase.text), start: first, children: [] });
  }
  return leaves.toSorted((a, b) => a.start - b.start);
}

/** Chapters that were made elsewhere, or none: what the map is drawn from. */
export function draftsOf(material: MindMapMaterial, sections: readonly { chapter: { title: string; start: number }; telling: Weighed[] }[]): Draft[] {
  return (material.chapters ?? sections.map(({ chapter }) => chapter)).map(({ title, start }) => {
    const at = sections.findLast((section) => section.chapter.start <= start) ?? sections[0];
    return { title, start, leaves: at?.telling ?? [] };
  });
}

const fold = (text: string): string => text.toLowerCase().trim();

function take(title: string, used: Set<string>): boolean {
  const key = fold(title);
  if (key === '' || used.has(key)) return false;
  used.add(key);
  return true;
}
