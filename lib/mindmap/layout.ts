import { hierarchy, tree, type HierarchyPointNode } from 'd3-hierarchy';
import type { MindMapNode } from '#lib/protocol/result.ts';
import { textWidth, wrapText } from './wrap.ts';

/** A placed node. `x`, `y` is the middle of its left edge when it grows to the right, of its right edge when to the left. */
export type PlacedNode = {
  /** Path of child indices from the root: `''`, `'0'`, `'0.2'`. */
  id: string;
  node: MindMapNode;
  depth: number;
  side: 'root' | 'left' | 'right';
  /** Which main branch it belongs to, from 0; -1 for the root. */
  branch: number;
  lines: string[];
  x: number;
  y: number;
  width: number;
  height: number;
  folded: boolean;
  /** How many nodes are folded away below it. */
  hidden: number;
};

export type PlacedLink = { id: string; branch: number; path: string };
export type MindMapLayout = { nodes: PlacedNode[]; links: PlacedLink[]; bounds: { x: number; y: number; width: number; height: number } };

/** Type sizes by depth, in pixels. */
export const FONT_SIZES = [17, 14.5, 13] as const;
export const LINE_HEIGHT = 1.35;
const MAX_WIDTHS = [230, 210, 220] as const;
const GAP = { level: 56, sibling: 12 };
/** The middle and the main branches are set in bold, which runs wider. */
const BOLDER = 1.07;
const PADDING = { x: 12, y: 7 };

type Datum = { id: string; node: MindMapNode; depth: number; branch: number; lines: string[]; width: number; height: number; folded: boolean; hidden: number; children: Datum[] };

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
  return layoutOn(oneSided ? 1 : 2, measure({ node: root, id: '', depth: 0, branch: -1 }, folded));
}

/** How large a map is shown that grows to one side or to two: 1 is full size, never more. */
function shownScale(root: MindMapNode, sides: 1 | 2): number {
  const { bounds } = layoutOn(sides, measure({ node: root, id: '', depth: 0, branch: -1 }, new Set()));
  return Math.min(1, FRAME.width / bounds.width, FRAME.height / bounds.height);
}

function layoutOn(sides: 1 | 2, datum: Datum): MindMapLayout {
  const { left, right } = sides === 1 ? { left: [], right: datum.children } : splitSides(datum.children);
  const nodes: PlacedNode[] = [place(datum, { x: -datum.width / 2, y: 0, side: 'root' })];
  const links: PlacedLink[] = [];
  for (const [side, children] of [['right', right], ['left', left]] as const) {
    const placed = layoutSide(datum, children, side);
    nodes.push(...placed.nodes);
    links.push(...placed.links);
  }
  return { nodes, links, bounds: boundsOf(nodes) };
}

type Seed = { node: MindMapNode; id: string; depth: number; branch: number };

function measure(seed: Seed, folded: ReadonlySet<string>): Datum {
  const size = fontSize(seed.depth);
  const lines = wrapText(seed.node.title, size, { maxWidth: MAX_WIDTHS[Math.min(seed.depth, 2)] ?? 200, maxLines: 4 });
  const isFolded = folded.has(seed.id) && seed.node.children.length > 0;
  const children = isFolded ? [] : seed.node.children.map((node, index) =>
    measure({ node, id: seed.id === '' ? `${index}` : `${seed.id}.${index}`, depth: seed.depth + 1, branch: seed.branch < 0 ? index : seed.branch }, folded));
  return {
    ...seed, lines, folded: isFolded, hidden: isFolded ? countBelow(seed.node) : 0, children,
    width: Math.ceil(Math.max(...lines.map((line) => textWidth(line, size))) * (seed.depth < 2 ? BOLDER : 1) + 2 * PADDING.x),
    height: Math.ceil(lines.length * size * LINE_HEIGHT + 2 * PADDING.y),
  };
}

function countBelow(node: MindMapNode): number {
  return node.children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}

export function fontSize(depth: number): number {
  return FONT_SIZES[Math.min(depth, 2)] ?? 13;
}

/** The first branches go right, the rest left, cut where the two sides are most alike in height. */
function splitSides(children: Datum[]): { left: Datum[]; right: Datum[] } {
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

function towerHeight(datum: Datum): number {
  const inner = datum.children.reduce((sum, child) => sum + towerHeight(child), 0);
  return Math.max(datum.height + GAP.sibling, inner);
}

function layoutSide(root: Datum, children: Datum[], side: 'left' | 'right'): { nodes: PlacedNode[]; links: PlacedLink[] } {
  if (children.length === 0) return { nodes: [], links: [] };
  const tidy = tree<Datum>()
    .nodeSize([1, 1])
    .separation((a, b) => (a.data.height + b.data.height) / 2 + (a.parent === b.parent ? GAP.sibling : GAP.sibling * 1.6));
  const top = tidy(hierarchy({ ...root, children }, (datum) => datum.children));
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
function columnStarts(top: HierarchyPointNode<Datum>, rootHalf: number): number[] {
  const widest: number[] = [];
  for (const point of top.descendants()) widest[point.depth] = Math.max(widest[point.depth] ?? 0, point.data.width);
  const starts = [0, rootHalf + GAP.level];
  for (let depth = 2; depth < widest.length; depth++) starts[depth] = (starts[depth - 1] ?? 0) + (widest[depth - 1] ?? 0) + GAP.level;
  return starts;
}

function place(datum: Datum, at: { x: number; y: number; side: PlacedNode['side'] }): PlacedNode {
  const { children: _children, ...placed } = datum;
  return { ...placed, ...at };
}

function link(from: PlacedNode, to: PlacedNode, fromRoot: boolean): PlacedLink {
  const sign = to.side === 'right' ? 1 : -1;
  const startX = fromRoot ? from.x : from.x + sign * from.width;
  const middle = startX + (to.x - startX) / 2;
  const path = `M${round(startX)},${round(from.y)}C${round(middle)},${round(from.y)} ${round(middle)},${round(to.y)} ${round(to.x)},${round(to.y)}`;
  return { id: to.id, branch: to.branch, path };
}

/** The left edge of a node's box. */
export function boxLeft(node: PlacedNode): number {
  return node.side === 'left' ? node.x - node.width : node.x;
}

function boundsOf(nodes: PlacedNode[]): MindMapLayout['bounds'] {
  const left = Math.min(...nodes.map(boxLeft));
  const right = Math.max(...nodes.map((node) => boxLeft(node) + node.width));
  const top = Math.min(...nodes.map((node) => node.y - node.height / 2));
  const bottom = Math.max(...nodes.map((node) => node.y + node.height / 2));
  const margin = 24;
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
