import { describe, expect, it } from 'vitest';
import type { MindMapNode } from '#lib/protocol/result.ts';
import { ancestors, findNodes, foldableNodes, spokenNode } from './find.ts';
import { layoutMindMap } from './layout.ts';

const node = (title: string, start: number, children: MindMapNode[] = []): MindMapNode => ({ title, start, children });
const root = node('Bridges', 0, [node('Steel bridges', 10, [node('Steel', 12), node('Crème brûlée', 30)]), node('Ropes', 60, [node('Hemp ropes', 60)])]);

describe('finding in a mind map', () => {
  it('finds nodes that hold every word, whatever the case and the accents', () => {
    expect(findNodes(root, 'BRIDGE')).toEqual(['', '0']);
    expect(findNodes(root, 'bridges steel')).toEqual(['0']);
    expect(findNodes(root, 'creme brulee')).toEqual(['0.1']);
    expect(findNodes(root, '  ')).toEqual([]);
    expect(findNodes(node('ｂｒｉｄｇｅ', 0, [node('की बात', 1), node('क', 2)]), 'bridge')).toEqual(['']);
    // Vowels that are marks are no accents.
    expect(findNodes(node('x', 0, [node('की बात', 1), node('के लिए', 2)]), 'की')).toEqual(['0']);
  });

  it('knows what hides a node, and what can be folded', () => {
    expect(ancestors('0.1.2')).toEqual(['0.1', '0']);
    expect(ancestors('3')).toEqual([]);
    expect(foldableNodes(root)).toEqual(['0', '1']);
  });

  it('tells which node is spoken of: the last one begun, the innermost of equals', () => {
    const { nodes } = layoutMindMap(root);
    expect([5, 11, 13, 59, 60].map((seconds) => spokenNode(nodes, seconds))).toEqual(['', '0', '0.0', '0.1', '1.0']);
  });

  it('counts what a folded node hides', () => {
    const folded = layoutMindMap(root, new Set(['0'])).nodes.find(({ id }) => id === '0');
    expect(folded).toMatchObject({ folded: true, hidden: 2 });
  });
});
