import { escapeXml } from '#lib/mindmap/markup.ts';
import { momentUrl } from '#lib/protocol/moment.ts';
import type { MindMapNode, Video } from '#lib/protocol/result.ts';

type Place = { id: string; side: 'left' | 'right' | null };

/** The mind map as a FreeMind 1.0 map, which Freeplane, XMind and others read too. Some of them need the ids. */
export function freeMind(root: MindMapNode, video: Video | null): string {
  return ['<map version="1.0.1">', element(root, video, { id: 'ID_0', side: null }), '</map>', ''].join('\n');
}

function element(node: MindMapNode, video: Video | null, { id, side }: Place): string {
  const link = video ? ` LINK="${escapeXml(momentUrl(video, node.start))}"` : '';
  const position = side ? ` POSITION="${side}"` : '';
  const attributes = `ID="${id}" TEXT="${escapeXml(node.title)}"${position}${link}`;
  if (node.children.length === 0) return `<node ${attributes}/>`;
  const half = Math.ceil(node.children.length / 2);
  const inner = node.children.map((child, index) => element(child, video, { id: `${id}_${index}`, side: side ?? (index < half ? 'right' : 'left') }));
  return `<node ${attributes}>\n${inner.join('\n')}\n</node>`;
}
