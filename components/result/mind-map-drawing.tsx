import type { MouseEvent } from 'react';
import { foldAt, FOLD_RADIUS, foldShapes, linkShape, nodeShapes, type Emphasis, type Paint } from '#lib/mindmap/draw.ts';
import type { MindMapLayout } from '#lib/mindmap/layout.ts';
import type { PlacedNode } from '#lib/mindmap/placed.ts';
import { timecode } from '#lib/protocol/moment.ts';
import type { ResultLanguages } from '#lib/protocol/result-languages.ts';
import { SvgShape } from './svg-shape.tsx';

/** The colours of the page's theme. */
const PAINT: Paint = {
  paper: 'var(--card)', ink: 'var(--card-foreground)', rootFill: 'var(--primary)', rootInk: 'var(--primary-foreground)',
  focus: 'var(--ring)', found: 'var(--found)', branches: [1, 2, 3, 4, 5, 6].map((index) => `var(--branch-${index})`),
};

type DrawingProps = {
  layout: MindMapLayout;
  languages: ResultLanguages;
  emphasis(id: string): Emphasis;
  onChoose(node: PlacedNode): void;
  onFold(node: PlacedNode): void;
};

export function MindMapDrawing({ layout, languages, emphasis, onChoose, onFold }: DrawingProps) {
  return (
    <>
      <g aria-hidden>{layout.links.map((link) => <SvgShape key={link.id} shape={linkShape(link, PAINT)} />)}</g>
      {layout.nodes.map((node) => (
        <Node key={node.id} node={node} language={node.depth === 0 ? languages.author : languages.written} emphasis={emphasis(node.id)} onChoose={onChoose} onFold={onFold} />
      ))}
    </>
  );
}

export const nodeElementId = (id: string): string => `mind-map-node-${id || 'root'}`;

type NodeProps = { node: PlacedNode; language: string; emphasis: Emphasis } & Pick<DrawingProps, 'onChoose' | 'onFold'>;

function Node({ node, language, emphasis, onChoose, onFold }: NodeProps) {
  const { title, start, children } = node.node;
  return (
    <g
      id={nodeElementId(node.id)}
      role="treeitem"
      lang={language}
      aria-level={node.depth + 1}
      aria-expanded={children.length > 0 ? !node.folded : undefined}
      aria-selected={emphasis.active ?? false}
      aria-current={emphasis.spoken ? 'time' : undefined}
      aria-label={`${title}, ${timecode(start)}`}
      onClick={() => onChoose(node)}
      className="cursor-pointer"
    >
      <title>{`${title} (${timecode(start)})`}</title>
      {nodeShapes(node, PAINT, emphasis).map((shape, index) => <SvgShape key={index} shape={shape} />)}
      {node.depth > 0 && children.length > 0 && <FoldControl node={node} onFold={onFold} />}
    </g>
  );
}

/** For the mouse and fingers alone: by keyboard the node itself is folded. */
function FoldControl({ node, onFold }: Pick<NodeProps, 'node' | 'onFold'>) {
  const { x, y } = foldAt(node);
  const fold = (event: MouseEvent) => {
    event.stopPropagation();
    onFold(node);
  };
  return (
    <g aria-hidden data-fold={node.folded ? 'closed' : 'open'} onClick={fold}>
      <title>{node.folded ? 'Unfold' : 'Fold'}</title>
      <circle cx={x} cy={y} r={2 * FOLD_RADIUS} fill="transparent" />
      {foldShapes(node, PAINT).map((shape, index) => <SvgShape key={index} shape={shape} />)}
    </g>
  );
}
