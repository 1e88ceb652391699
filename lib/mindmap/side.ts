import { hierarchy, tree, type HierarchyPointNode } from 'd3-hierarchy';
import type { Box } from './box.ts';
import type { PlacedLink, PlacedNode } from './placed.ts';

/** Pixels between a level and the next, and between the boxes of one level. */
export const GAP = { level: 56, sibling: 12 };

/** The branches of one side as a tidy tree (Reingold–Tilford) that is laid on its side. */
export function layoutSide(root: Box, children: Box[], side: 'left' | 'right'): { nodes: PlacedNode[]; links: PlacedLink[] } {
  if (children.length === 0) return { nodes: [], links: [] };
  const tidy = tree<Box>()
    .nodeSize([1, 1])
    .separation((a, b) => (a.data.height + b.data.height) / 2 + (a.parent === b.parent ? GAP.sibling : GAP.sibling * 1.6));
  const top = tidy(hierarchy({ ...root, children }, (box) => box.children));
  const sign = side === 'right' ? 1 : -1;
  const columns = columnStarts(top, root.width / 2);
  const nodes = top.descendants().slice(1).map((point) =>
    place(point.data, { x: sign * (columns[point.depth] ?? 0), y: point.x - top.x, side }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const rootNode = place(root, { x: sign * root.width / 2, y: 0, side });
  const links = top.links().map(({ source, target }) => link(byId.get(source.data.id) ?? rootNode, byId.get(target.data.id) ?? rootNode, source.depth === 0));
  return { nodes, links };
}

/** Where each level begins, as a distance from the middle: the widest node of a level pushes the next one out. */
function columnStarts(top: HierarchyPointNode<Box>, rootHalf: number): number[] {
  const widest: number[] = [];
  for (const point of top.descendants()) widest[point.depth] = Math.max(widest[point.depth] ?? 0, point.data.width);
  const starts = [0, rootHalf + GAP.level];
  for (let depth = 2; depth < widest.length; depth++) starts[depth] = (starts[depth - 1] ?? 0) + (widest[depth - 1] ?? 0) + GAP.level;
  return starts;
}

export function place(box: Box, at: { x: number; y: number; side: PlacedNode['side'] }): PlacedNode {
  const { children: _children, ...placed } = box;
  return { ...placed, ...at };
}

function link(from: PlacedNode, to: PlacedNode, fromRoot: boolean): PlacedLink {
  const sign = to.side === 'right' ? 1 : -1;
  const startX = fromRoot ? from.x : from.x + sign * from.width;
  const middle = startX + (to.x - startX) / 2;
  const path = `M${round(startX)},${round(from.y)}C${round(middle)},${round(from.y)} ${round(middle)},${round(to.y)} ${round(to.x)},${round(to.y)}`;
  return { id: to.id, branch: to.branch, path };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
