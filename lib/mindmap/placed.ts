import type { Box } from './box.ts';

/** A placed node. `x`, `y` is the middle of its left edge when it grows to the right, of its right edge when to the left. */
export type PlacedNode = Omit<Box, 'children'> & { side: 'root' | 'left' | 'right'; x: number; y: number };

/** The line that leads to a node: its id and branch are that node's; `path` is an SVG path. */
export type PlacedLink = { id: string; branch: number; path: string };

/** The left edge of a node's box. */
export function boxLeft(node: PlacedNode): number {
  return node.side === 'left' ? node.x - node.width : node.x;
}
