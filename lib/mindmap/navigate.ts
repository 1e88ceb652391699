import type { MindMapLayout } from './layout.ts';
import type { PlacedNode } from './placed.ts';

export type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/** The node an arrow key leads to from `id`: parent and children along the branch, neighbours across it. */
export function neighbour(layout: MindMapLayout, id: string, direction: Direction): string {
  const from = layout.nodes.find((node) => node.id === id);
  if (!from) return '';
  if (direction === 'ArrowUp' || direction === 'ArrowDown') return across(layout, from, direction === 'ArrowDown' ? 1 : -1);
  const outward = direction === 'ArrowRight' ? 'right' : 'left';
  if (from.side === 'root') return nearestChild(layout, from, outward) ?? id;
  return from.side === outward ? (nearestChild(layout, from, outward) ?? id) : parentId(id);
}

/** The id of a node's parent; the root is its own. */
export function parentId(id: string): string {
  const cut = id.lastIndexOf('.');
  return cut < 0 ? '' : id.slice(0, cut);
}

function across(layout: MindMapLayout, from: PlacedNode, sign: 1 | -1): string {
  const column = layout.nodes.filter((node) => node.depth === from.depth && node.side === from.side && sign * (node.y - from.y) > 0);
  return nearest(column, from)?.id ?? from.id;
}

function nearestChild(layout: MindMapLayout, from: PlacedNode, side: 'left' | 'right'): string | undefined {
  const children = layout.nodes.filter((node) => node.id !== '' && parentId(node.id) === from.id && node.side === side);
  return nearest(children, from)?.id;
}

function nearest(nodes: PlacedNode[], to: PlacedNode): PlacedNode | undefined {
  return nodes.reduce<PlacedNode | undefined>((best, node) => (!best || Math.abs(node.y - to.y) < Math.abs(best.y - to.y) ? node : best), undefined);
}
