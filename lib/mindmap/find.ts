import type { MindMapNode } from '#lib/protocol/result.ts';
import { foldText, queryWords } from '#lib/protocol/search-text.ts';
import { parentId } from './navigate.ts';

/**
 * The ids of the nodes whose title holds every word of a query, from the top down, branch by branch.
 * Case, accents and width of letters do not count.
 */
export function findNodes(root: MindMapNode, query: string): string[] {
  const words = queryWords(query);
  if (words.length === 0) return [];
  const found: string[] = [];
  visit(root, '', (node, id) => {
    const title = foldText(node.title);
    if (words.every((word) => title.includes(word))) found.push(id);
  });
  return found;
}

/** The ids of all nodes that have children, the root left out: what "fold all" folds. */
export function foldableNodes(root: MindMapNode): string[] {
  const ids: string[] = [];
  visit(root, '', (node, id) => {
    if (id !== '' && node.children.length > 0) ids.push(id);
  });
  return ids;
}

/** The ids above a node, the root's not among them. */
export function ancestors(id: string): string[] {
  const above: string[] = [];
  for (let parent = parentId(id); parent !== ''; parent = parentId(parent)) above.push(parent);
  return above;
}

/** The node that is being spoken of: of those begun, the last one, and of equals the most exact one. */
export function spokenNode(nodes: readonly { id: string; node: MindMapNode }[], seconds: number): string {
  let best: { id: string; node: MindMapNode } | null = null;
  for (const placed of nodes) if (placed.id !== '' && placed.node.start <= seconds && placed.node.start >= (best?.node.start ?? 0)) best = placed;
  return best?.id ?? '';
}

function visit(node: MindMapNode, id: string, see: (node: MindMapNode, id: string) => void): void {
  see(node, id);
  node.children.forEach((child, index) => visit(child, id === '' ? `${index}` : `${id}.${index}`, see));
}
