import type { MindMapNode } from '#lib/protocol/result.ts';
import { boxLeft, fontSize, layoutMindMap, LINE_HEIGHT, type PlacedNode } from './layout.ts';

export const FONT_FAMILY = "Inter, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif";

type Palette = { paper: string; ink: string; rootFill: string; rootInk: string; branches: readonly string[] };

const PALETTES: Record<'light' | 'dark', Palette> = {
  light: { paper: '#fdfcf9', ink: '#1d1f2b', rootFill: '#4853b5', rootInk: '#ffffff', branches: ['#4b57bd', '#00798a', '#1d7d49', '#9a5f00', '#bd3b3b', '#9c41a3'] },
  dark: { paper: '#14161f', ink: '#ecebe6', rootFill: '#9aa6f2', rootInk: '#14161f', branches: ['#9aa6f2', '#5fc9d6', '#74d19a', '#e0b264', '#f09a94', '#dd9ae3'] },
};

/**
 * A mind map as a standalone SVG document: shapes and `<text>` only, every label escaped,
 * so nothing in it can run whatever the labels hold.
 */
export function mindMapSvg(root: MindMapNode, theme: 'light' | 'dark' = 'light'): string {
  const palette = PALETTES[theme];
  const { nodes, links, bounds } = layoutMindMap(root);
  const color = (branch: number) => palette.branches[Math.max(0, branch) % palette.branches.length] ?? palette.ink;
  const paths = links.map((link) => `<path d="${link.path}" stroke="${color(link.branch)}" stroke-width="1.8" fill="none" stroke-opacity="0.75"/>`);
  const boxes = nodes.map((node) => nodeSvg(node, node.depth === 0 ? { fill: palette.rootFill, ink: palette.rootInk, line: palette.rootFill } : { fill: palette.paper, ink: palette.ink, line: color(node.branch) }));
  const size = `width="${Math.ceil(bounds.width)}" height="${Math.ceil(bounds.height)}"`;
  const viewBox = [bounds.x, bounds.y, bounds.width, bounds.height].map((value) => Math.round(value * 10) / 10).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="${viewBox}" font-family="${escapeXml(FONT_FAMILY)}" role="img">`,
    `<title>${escapeXml(root.title)}</title>`,
    `<rect x="${bounds.x}" y="${bounds.y}" width="${bounds.width}" height="${bounds.height}" fill="${palette.paper}"/>`,
    ...paths, ...boxes, '</svg>',
  ].join('\n');
}

function nodeSvg(node: PlacedNode, paint: { fill: string; ink: string; line: string }): string {
  const left = boxLeft(node);
  const size = fontSize(node.depth);
  const step = size * LINE_HEIGHT;
  const first = node.y - ((node.lines.length - 1) * step) / 2 + size * 0.35;
  const weight = node.depth === 0 ? 700 : node.depth === 1 ? 600 : 400;
  const center = left + node.width / 2;
  const lines = node.lines.map((line, index) => `<tspan x="${center}" y="${(first + index * step).toFixed(1)}">${escapeXml(line)}</tspan>`);
  return [
    `<rect x="${left}" y="${node.y - node.height / 2}" width="${node.width}" height="${node.height}" rx="8" fill="${paint.fill}" stroke="${paint.line}" stroke-width="${node.depth === 0 ? 0 : 1.4}"/>`,
    `<text font-size="${size}" font-weight="${weight}" fill="${paint.ink}" text-anchor="middle">${lines.join('')}</text>`,
  ].join('');
}

/** XML text and attribute values; characters that XML forbids are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
