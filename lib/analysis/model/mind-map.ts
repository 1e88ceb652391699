import type { Chapter, Cue, KeyIdea, MindMapNode } from '#lib/protocol/result.ts';
import type { Section } from './chapters.ts';

const MOST_LEAVES = 8;

/** Chapters, under each its sections and ideas by time, no title twice: every place is one that was proven. */
export function mindMapOf(title: string, cues: readonly Cue[], { chapters, sections, ideas }: { chapters: readonly Chapter[]; sections: readonly Section[]; ideas: readonly KeyIdea[] }): MindMapNode {
  const seen = new Set([fold(title), ...chapters.map((chapter) => fold(chapter.title))]);
  const once = (node: MindMapNode) => !seen.has(fold(node.title)) && Boolean(seen.add(fold(node.title)));
  const branches = chapters.map((chapter) => {
    const here = (start: number) => start >= chapter.start && start < chapter.end;
    const topics = sections.map((section) => leaf(section.title, cues[section.cue]?.start ?? 0)).filter(({ start }) => here(start)).filter(once);
    for (const idea of ideas.filter(({ start }) => here(start))) {
      const node = leaf(idea.title, idea.start);
      if (once(node)) (topics.findLast(({ start }) => start <= idea.start)?.children ?? topics).push(node);
    }
    return { title: chapter.title, start: chapter.start, children: topics.toSorted((a, b) => a.start - b.start).slice(0, MOST_LEAVES) };
  });
  return { title, start: cues[0]?.start ?? 0, children: branches };
}

function leaf(title: string, start: number): MindMapNode {
  return { title, start, children: [] };
}

function fold(title: string): string {
  return title.normalize('NFKC').toLowerCase().replace(/[\p{P}\s]+/gu, ' ').trim();
}
