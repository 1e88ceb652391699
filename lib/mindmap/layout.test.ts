import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MindMapNode } from '#lib/protocol/result.ts';
import { layoutMindMap } from './layout.ts';
import { neighbour, parentId } from './navigate.ts';
import { boxLeft, type PlacedNode } from './placed.ts';
import { textWidth, wrapText } from './wrap.ts';

const node = (title: string, children: MindMapNode[] = []): MindMapNode => ({ title, start: 0, children });
const title = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
const level = (children: fc.Arbitrary<MindMapNode[]>) => fc.record({ title, start: fc.constant(0), children });
const leaves = fc.array(level(fc.constant([])), { maxLength: 5 });
const map = level(fc.array(level(fc.array(level(leaves), { maxLength: 4 })), { maxLength: 7 }));

function overlap(a: PlacedNode, b: PlacedNode): boolean {
  const apartX = boxLeft(a) >= boxLeft(b) + b.width || boxLeft(b) >= boxLeft(a) + a.width;
  const apartY = a.y - a.height / 2 >= b.y + b.height / 2 || b.y - b.height / 2 >= a.y + a.height / 2;
  return !apartX && !apartY;
}

describe('layoutMindMap', () => {
  it('places every node once, inside the bounds, with no two on top of each other', () => {
    fc.assert(fc.property(map, (root) => {
      const { nodes, links, bounds } = layoutMindMap(root);
      const count = (part: MindMapNode): number => 1 + part.children.reduce((sum, child) => sum + count(child), 0);
      expect(nodes).toHaveLength(count(root));
      expect(links).toHaveLength(nodes.length - 1);
      nodes.forEach((a, index) => {
        expect(boxLeft(a)).toBeGreaterThanOrEqual(bounds.x);
        expect(boxLeft(a) + a.width).toBeLessThanOrEqual(bounds.x + bounds.width);
        for (const b of nodes.slice(index + 1)) expect(overlap(a, b), `${a.id} on ${b.id}`).toBe(false);
      });
    }), { numRuns: 150 });
  });

  it('shares the branches out to both sides', () => {
    const { nodes } = layoutMindMap(node('root', ['a', 'b', 'c', 'd'].map((name) => node(name))));
    expect(nodes.filter((placed) => placed.side === 'right').map((placed) => placed.id)).toEqual(['0', '1']);
    expect(nodes.filter((placed) => placed.side === 'left').map((placed) => placed.id)).toEqual(['2', '3']);
  });

  it('lets a map of few branches grow to the right alone, where its words are larger, folded or not', () => {
    const leaves = ['Hermann Ebbinghaus', 'Memory with lists', 'Forgetting curve', 'Why we forget', 'Habits'].map((name) => node(name));
    const root = node('How to remember what you learn', [node('Lists of meaningless syllables', leaves), node('Short reviews and students', leaves)]);
    const sides = (folded?: ReadonlySet<string>) => new Set(layoutMindMap(root, folded).nodes.map(({ side }) => side));
    expect([sides(), sides(new Set(['0', '1']))]).toEqual([new Set(['root', 'right']), new Set(['root', 'right'])]);
    expect(layoutMindMap(root).bounds.width).toBeLessThan(900);
  });

  it('hides the children of a folded node', () => {
    const root = node('root', [node('a', [node('inner')]), node('b')]);
    const { nodes } = layoutMindMap(root, new Set(['0']));
    expect(nodes.map((placed) => placed.id)).not.toContain('0.0');
    expect(nodes.find((placed) => placed.id === '0')?.folded).toBe(true);
  });
});

describe('neighbour', () => {
  const layout = layoutMindMap(node('root', [node('a', [node('a1'), node('a2')]), node('b'), node('c'), node('d')]));

  it('goes out to a child and back to the parent', () => {
    expect(neighbour(layout, '', 'ArrowRight')).toMatch(/^\d$/);
    expect(parentId(neighbour(layout, '0', 'ArrowRight'))).toBe('0');
    expect(neighbour(layout, '0', 'ArrowLeft')).toBe('');
  });

  it('stays where there is nothing in that direction', () => {
    expect(neighbour(layout, '0.0', 'ArrowRight')).toBe('0.0');
    expect(neighbour(layout, '0.0', 'ArrowUp')).toBe('0.0');
    expect(neighbour(layout, '0.0', 'ArrowDown')).toBe('0.1');
  });
});

describe('wrapText', () => {
  it('breaks at spaces, and Chinese anywhere', () => {
    expect(wrapText('alpha beta gamma', 10, { maxWidth: 60, maxLines: 5 })).toEqual(['alpha beta', 'gamma']);
    expect(wrapText('我们今天讨论桥梁的设计', 10, { maxWidth: 52, maxLines: 5 })).toEqual(['我们今天讨', '论桥梁的设', '计']);
  });

  it('cuts with an ellipsis, and a word alone too long for a line inside it', () => {
    expect(wrapText('one two three four', 10, { maxWidth: 30, maxLines: 2 }).at(-1)).toMatch(/…$/);
    const lines = wrapText('x'.repeat(100), 10, { maxWidth: 60, maxLines: 99 });
    expect(lines.join('')).toBe('x'.repeat(100));
    for (const line of lines) expect(textWidth(line, 10)).toBeLessThanOrEqual(60);
  });
});
