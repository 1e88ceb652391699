import { boxLeft, fontSize, LINE_HEIGHT, type MindMapLayout, type PlacedNode } from '#lib/mindmap/layout.ts';
import { timecode } from '#lib/protocol/moment.ts';

type BranchesProps = {
  layout: MindMapLayout;
  active: string;
  onChoose(node: PlacedNode): void;
  onFold(node: PlacedNode): void;
};

const branchColor = (branch: number) => `var(--branch-${(Math.max(0, branch) % 6) + 1})`;

export function MindMapBranches({ layout, active, onChoose, onFold }: BranchesProps) {
  return (
    <>
      {layout.links.map((link) => (
        <path key={link.id} d={link.path} stroke={branchColor(link.branch)} strokeWidth={1.8} strokeOpacity={0.75} fill="none" aria-hidden />
      ))}
      {layout.nodes.map((node) => (
        <Node key={node.id} node={node} active={node.id === active} onChoose={onChoose} onFold={onFold} />
      ))}
    </>
  );
}

type NodeProps = { node: PlacedNode; active: boolean } & Pick<BranchesProps, 'onChoose' | 'onFold'>;

function Node({ node, active, onChoose, onFold }: NodeProps) {
  const left = boxLeft(node);
  const isRoot = node.depth === 0;
  const color = branchColor(node.branch);
  return (
    <g
      id={`mind-map-node-${node.id || 'root'}`}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-expanded={node.node.children.length > 0 ? !node.folded : undefined}
      aria-selected={active}
      aria-label={`${node.node.title}, ${timecode(node.node.start)}`}
      onClick={() => onChoose(node)}
      onDoubleClick={() => onFold(node)}
      className="cursor-pointer"
    >
      <title>{`${node.node.title} (${timecode(node.node.start)})`}</title>
      <rect
        x={left} y={node.y - node.height / 2} width={node.width} height={node.height} rx={8}
        fill={isRoot ? 'var(--primary)' : 'var(--card)'}
        stroke={active ? 'var(--ring)' : isRoot ? 'var(--primary)' : color}
        strokeWidth={active ? 3 : 1.4}
      />
      <Label node={node} center={left + node.width / 2} />
      {node.folded && <circle cx={node.side === 'left' ? left : left + node.width} cy={node.y} r={5} fill={color} />}
    </g>
  );
}

function Label({ node, center }: { node: PlacedNode; center: number }) {
  const size = fontSize(node.depth);
  const step = size * LINE_HEIGHT;
  const first = node.y - ((node.lines.length - 1) * step) / 2 + size * 0.35;
  return (
    <text
      aria-hidden
      fontSize={size}
      fontWeight={node.depth === 0 ? 700 : node.depth === 1 ? 600 : 400}
      fill={node.depth === 0 ? 'var(--primary-foreground)' : 'var(--card-foreground)'}
      textAnchor="middle"
    >
      {node.lines.map((line, index) => <tspan key={index} x={center} y={first + index * step}>{line}</tspan>)}
    </text>
  );
}
