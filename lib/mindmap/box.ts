import type { MindMapNode } from '#lib/protocol/result.ts';
import { textWidth, wrapText } from './wrap.ts';

/** Type sizes by depth, in pixels. */
const FONT_SIZES = [17, 14.5, 13] as const;
export const LINE_HEIGHT = 1.35;
const MAX_WIDTHS = [230, 210, 220] as const;
/** The middle and the main branches are set in bold, which runs wider. */
const BOLDER = 1.07;
const PADDING = { x: 12, y: 7 };

/** What is drawn of a node, before it has a place. Sizes in pixels. */
export type Box = {
  /** Path of child indices from the root: `''`, `'0'`, `'0.2'`. */
  id: string;
  node: MindMapNode;
  depth: number;
  /** Which main branch it belongs to, from 0; -1 for the root. */
  branch: number;
  lines: string[];
  width: number;
  height: number;
  folded: boolean;
  /** How many nodes are folded away below it. */
  hidden: number;
  /** Those that are shown. */
  children: Box[];
};

type Seed = Pick<Box, 'node' | 'id' | 'depth' | 'branch'>;

/** @param folded ids of nodes whose children are hidden */
export function measure(root: MindMapNode, folded: ReadonlySet<string>): Box {
  return boxOf({ node: root, id: '', depth: 0, branch: -1 }, folded);
}

function boxOf(seed: Seed, folded: ReadonlySet<string>): Box {
  const size = fontSize(seed.depth);
  const lines = wrapText(seed.node.title, size, { maxWidth: MAX_WIDTHS[Math.min(seed.depth, 2)] ?? 200, maxLines: 4 });
  const isFolded = folded.has(seed.id) && seed.node.children.length > 0;
  const children = isFolded ? [] : seed.node.children.map((node, index) =>
    boxOf({ node, id: seed.id === '' ? `${index}` : `${seed.id}.${index}`, depth: seed.depth + 1, branch: seed.branch < 0 ? index : seed.branch }, folded));
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
