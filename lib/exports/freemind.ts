import { escapeXml } from '#lib/mindmap/svg.ts';
import { momentUrl } from '#lib/protocol/moment.ts';
import type { MindMapNode, Video } from '#lib/protocol/result.ts';

/** The mind map as a FreeMind 1.0 map, which Freeplane, XMind and others read too. */
export function freeMind(root: MindMapNode, video: Video | null): string {
  return ['<map version="1.0.1">', element(root, video, null), '</map>', ''].join('\n');
}

function element(node: MindMapNode, video: Video | null, position: 'left' | 'right' | null): string {
  const link = video ? ` LINK="${escapeXml(momentUrl(video, node.start))}"` : '';
  const side = position ? ` POSITION="${position}"` : '';
  const attributes = `TEXT="${escapeXml(node.title)}"${side}${link}`;
  if (node.children.length === 0) return `<node ${attributes}/>`;
  const isRoot = position === null;
  const half = Math.ceil(node.children.length / 2);
  const inner = node.children.map((child, index) => element(child, video, isRoot ? (index < half ? 'right' : 'left') : (position ?? 'right')));
  return `<node ${attributes}>\n${inner.join('\n')}\n</node>`;
}
