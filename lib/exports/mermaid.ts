import type { MindMapNode } from '#lib/protocol/result.ts';

/** The mind map as a Mermaid `mindmap` diagram: ids are ours, labels are quoted, so no title is taken for syntax. */
export function mermaid(root: MindMapNode): string {
  let count = 0;
  const lines = (node: MindMapNode, depth: number): string[] => {
    const id = `n${count++}`;
    const text = `"${quoted(node.title)}"`;
    const label = depth === 0 ? `${id}(${text})` : `${id}[${text}]`;
    return [`${'  '.repeat(depth + 1)}${label}`, ...node.children.flatMap((child) => lines(child, depth + 1))];
  };
  return `mindmap\n${lines(root, 0).join('\n')}\n`;
}

/** Mermaid has no escapes but entities, written `#name;` or `#code;`; backticks, stars and underscores would begin Markdown. */
function quoted(title: string): string {
  return title.replace(/[\s\p{Cc}]+/gu, ' ').trim().replace(/[#"`*_~<>&\\;]/g, (char) => `#${char.charCodeAt(0)};`);
}
