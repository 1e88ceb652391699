import { fontSize, LINE_HEIGHT } from './box.ts';
import { boxLeft, type PlacedLink, type PlacedNode } from './placed.ts';

/**
 * One SVG element as data, its attributes by their DOM names (`strokeWidth`): React makes elements of it on the
 * page, `markup.ts` makes text of it on the server. A string is a text node, never markup.
 */
export type Shape = { tag: 'path' | 'rect' | 'circle' | 'text' | 'tspan'; attributes: Record<string, string | number>; children?: readonly (Shape | string)[] };

/** Colours: of a theme where the drawing stands alone, CSS variables where it stands on a page. */
export type Paint = { paper: string; ink: string; rootFill: string; rootInk: string; focus: string; found: string; branches: readonly string[] };

/** How a node stands out: chosen, found by a search, being spoken of. */
export type Emphasis = { active?: boolean; found?: boolean; spoken?: boolean };

/** Radius of the control that folds a node, and how far out of its box it sits. */
export const FOLD_RADIUS = 8;

export function linkShape(link: PlacedLink, paint: Paint): Shape {
  return { tag: 'path', attributes: { d: link.path, stroke: branchPaint(link.branch, paint), strokeWidth: 1.8, strokeOpacity: 0.75, fill: 'none' } };
}

/** A node's box and its label. */
export function nodeShapes(node: PlacedNode, paint: Paint, emphasis: Emphasis = {}): Shape[] {
  const isRoot = node.depth === 0;
  const line = isRoot ? paint.rootFill : branchPaint(node.branch, paint);
  const outlined = emphasis.active || emphasis.spoken;
  return [
    {
      tag: 'rect',
      attributes: {
        x: boxLeft(node), y: node.y - node.height / 2, width: node.width, height: node.height, rx: 8,
        fill: emphasis.found ? paint.found : isRoot ? paint.rootFill : paint.paper,
        stroke: emphasis.active ? paint.focus : line, strokeWidth: outlined ? 3 : 1.4,
      },
    },
    label(node, isRoot && !emphasis.found ? paint.rootInk : paint.ink),
  ];
}

/** Where the control that folds a node sits: at the end of its box where the branches leave. */
export function foldAt(node: PlacedNode): { x: number; y: number } {
  const left = boxLeft(node);
  return { x: node.side === 'left' ? left : left + node.width, y: node.y };
}

/** How many nodes a folded one hides, in a disc; an open one shows a stroke. */
export function foldShapes(node: PlacedNode, paint: Paint): Shape[] {
  const { x, y } = foldAt(node);
  const color = branchPaint(node.branch, paint);
  const sign = node.folded ? String(Math.min(99, node.hidden)) : '–';
  return [
    { tag: 'circle', attributes: { cx: x, cy: y, r: FOLD_RADIUS, fill: node.folded ? color : paint.paper, stroke: color, strokeWidth: 1.2 } },
    { tag: 'text', attributes: { x, y: y + 3.5, fontSize: 10, fontWeight: 600, fill: node.folded ? paint.paper : color, textAnchor: 'middle' }, children: [sign] },
  ];
}

function label(node: PlacedNode, ink: string): Shape {
  const size = fontSize(node.depth);
  const step = size * LINE_HEIGHT;
  const first = node.y - ((node.lines.length - 1) * step) / 2 + size * 0.35;
  const center = boxLeft(node) + node.width / 2;
  return {
    tag: 'text',
    // `plaintext`: each label reads in the direction of its own script.
    attributes: { fontSize: size, fontWeight: WEIGHTS[Math.min(node.depth, 2)] ?? 400, fill: ink, textAnchor: 'middle', unicodeBidi: 'plaintext' },
    children: node.lines.map((line, index) => ({ tag: 'tspan', attributes: { x: center, y: Math.round((first + index * step) * 10) / 10 }, children: [line] })),
  };
}

const WEIGHTS = [700, 600, 400] as const;

function branchPaint(branch: number, paint: Paint): string {
  return paint.branches[Math.max(0, branch) % paint.branches.length] ?? paint.ink;
}
