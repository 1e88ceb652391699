import { createElement, type ReactElement } from 'react';
import type { Shape } from '#lib/mindmap/draw.ts';

/** A shape as React elements: the same drawing that the server writes as text. */
export function SvgShape({ shape }: { shape: Shape }): ReactElement {
  const inner = shape.children?.map((child, index) => (typeof child === 'string' ? child : <SvgShape key={index} shape={child} />));
  return createElement(shape.tag, shape.attributes, inner);
}
