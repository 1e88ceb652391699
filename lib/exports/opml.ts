import { escapeXml } from '#lib/mindmap/markup.ts';
import { momentUrl, timecode } from '#lib/protocol/moment.ts';
import type { MindMapNode, Video } from '#lib/protocol/result.ts';

/** The mind map as an OPML 2.0 outline (opml.org/spec2.opml). */
export function opml(root: MindMapNode, video: Video | null): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    `<head><title>${escapeXml(root.title)}</title></head>`,
    '<body>',
    outline(root, video),
    '</body>',
    '</opml>',
    '',
  ].join('\n');
}

function outline(node: MindMapNode, video: Video | null): string {
  const link = video ? ` url="${escapeXml(momentUrl(video, node.start))}"` : '';
  const attributes = `text="${escapeXml(node.title)}" _note="${timecode(node.start)}"${link}`;
  if (node.children.length === 0) return `<outline ${attributes}/>`;
  return `<outline ${attributes}>\n${node.children.map((child) => outline(child, video)).join('\n')}\n</outline>`;
}
