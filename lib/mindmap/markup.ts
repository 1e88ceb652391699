import type { Shape } from './draw.ts';

/** A shape as SVG text. Attributes and text nodes are escaped: whatever they hold, nothing in it can run. */
export function markup({ tag, attributes, children = [] }: Shape): string {
  const listed = Object.entries(attributes).map(([name, value]) => ` ${kebab(name)}="${escapeXml(String(value))}"`).join('');
  const inner = children.map((child) => (typeof child === 'string' ? escapeXml(child) : markup(child))).join('');
  return inner === '' ? `<${tag}${listed}/>` : `<${tag}${listed}>${inner}</${tag}>`;
}

/** `strokeWidth` is `stroke-width` in a document. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** XML text and attribute values; characters that XML forbids are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
