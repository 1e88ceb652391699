import type { MindMapNode } from '#lib/protocol/result.ts';
import { linkShape, nodeShapes, type Paint } from './draw.ts';
import { layoutMindMap } from './layout.ts';
import { escapeXml, markup } from './markup.ts';

const FONT_FAMILY = "Inter, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif";

type Theme = 'light' | 'dark';

const PAINTS: Record<Theme, Paint> = {
  light: { paper: '#fdfcf9', ink: '#1d1f2b', rootFill: '#4853b5', rootInk: '#ffffff', focus: '#4853b5', found: '#fbe9a9', branches: ['#4b57bd', '#00798a', '#1d7d49', '#9a5f00', '#bd3b3b', '#9c41a3'] },
  dark: { paper: '#14161f', ink: '#ecebe6', rootFill: '#9aa6f2', rootInk: '#14161f', focus: '#9aa6f2', found: '#5a4a12', branches: ['#9aa6f2', '#5fc9d6', '#74d19a', '#e0b264', '#f09a94', '#dd9ae3'] },
};

/**
 * A mind map as a standalone SVG document: shapes and `<text>` only, every label escaped,
 * so nothing in it can run whatever the labels hold.
 */
export function mindMapSvg(root: MindMapNode, theme: Theme = 'light'): string {
  const paint = PAINTS[theme];
  const { nodes, links, bounds } = layoutMindMap(root);
  const { x, y, width, height } = bounds;
  const size = `width="${Math.ceil(width)}" height="${Math.ceil(height)}"`;
  const viewBox = [x, y, width, height].map((value) => Math.round(value * 10) / 10).join(' ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="${viewBox}" font-family="${escapeXml(FONT_FAMILY)}" role="img">`,
    `<title>${escapeXml(root.title)}</title>`,
    markup({ tag: 'rect', attributes: { x, y, width, height, fill: paint.paper } }),
    ...links.map((link) => markup(linkShape(link, paint))),
    ...nodes.flatMap((node) => nodeShapes(node, paint).map(markup)),
    '</svg>',
  ].join('\n');
}
