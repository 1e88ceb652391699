import type { MindMapNode } from '#lib/protocol/result.ts';
import { measure, type Box } from './box.ts';
import { boxLeft, type PlacedLink, type PlacedNode } from './placed.ts';
import { GAP, layoutSide, place } from './side.ts';

export type MindMapLayout = { nodes: PlacedNode[]; links: PlacedLink[]; bounds: { x: number; y: number; width: number; height: number } };

/** What a map is shown in on a usual page: pixels. */
const FRAME = { width: 760, height: 560 };

/**
 * Places a mind map: the root in the middle, main branches shared out to both sides so that the sides are
 * about equally tall, each side a tidy tree (Reingold–Tilford, by d3-hierarchy) laid on its side. A map of few
 * branches grows to the right alone, where its words are then larger.
 * @param folded ids of nodes whose children are hidden
 */
export function layoutMindMap(root: MindMapNode, folded: ReadonlySet<string> = new Set()): MindMapLayout {
  // Unfolded, so that no branch changes sides as a person folds.
  const oneSided = shownScale(root, 1) > shownScale(root, 2);
  return layoutOn(oneSided ? 1 : 2, measure(root, folded));
}

/** How large a map is shown that grows to one side or to two: 1 is full size, never more. */
function shownScale(root: MindMapNode, sides: 1 | 2): number {
  const { bounds } = layoutOn(sides, measure(root, new Set()));
  return Math.min(1, FRAME.width / bounds.width, FRAME.height / bounds.height);
}

function layoutOn(sides: 1 | 2, box: Box): MindMapLayout {
  const { left, right } = sides === 1 ? { left: [], right: box.children } : splitSides(box.children);
  const nodes: PlacedNode[] = [place(box, { x: -box.width / 2, y: 0, side: 'root' })];
  const links: PlacedLink[] = [];
  for (const [side, children] of [['right', right], ['left', left]] as const) {
    const placed = layoutSide(box, children, side);
    nodes.push(...placed.nodes);
    links.push(...placed.links);
  }
  return { nodes, links, bounds: boundsOf(nodes) };
}

/** The first branches go right, the rest left, cut where the two sides are most alike in height. */
function splitSides(children: Box[]): { left: Box[]; right: Box[] } {
  const heights = children.map(towerHeight);
  const total = heights.reduce((sum, height) => sum + height, 0);
  let cut = children.length;
  let best = Infinity;
  let above = 0;
  for (let index = 0; index <= children.length; index++) {
    const difference = Math.abs(total - 2 * above);
    if (difference < best) [best, cut] = [difference, index];
    above += heights[index] ?? 0;
  }
  return { right: children.slice(0, cut), left: children.slice(cut) };
}

function towerHeight(box: Box): number {
  const inner = box.children.reduce((sum, child) => sum + towerHeight(child), 0);
  return Math.max(box.height + GAP.sibling, inner);
}

function boundsOf(nodes: PlacedNode[]): MindMapLayout['bounds'] {
  const left = Math.min(...nodes.map(boxLeft));
  const right = Math.max(...nodes.map((node) => boxLeft(node) + node.width));
  const top = Math.min(...nodes.map((node) => node.y - node.height / 2));
  const bottom = Math.max(...nodes.map((node) => node.y + node.height / 2));
  const margin = 24;
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
}
