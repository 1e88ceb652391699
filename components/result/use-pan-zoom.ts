'use client';

import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';

type Box = { x: number; y: number; width: number; height: number };
type Point = { x: number; y: number };

export type PanZoom = {
  ref: RefObject<SVGSVGElement | null>;
  viewBox: string;
  /** Below 1 comes nearer, above 1 goes away. */
  zoom(factor: number): void;
  fit(): void;
  /** Moves the view, no further than needed, so that a box is inside it. */
  reveal(inner: Box): void;
  handlers: {
    onPointerDown(event: PointerEvent<SVGSVGElement>): void;
    onPointerMove(event: PointerEvent<SVGSVGElement>): void;
    onPointerUp(event: PointerEvent<SVGSVGElement>): void;
    onPointerCancel(event: PointerEvent<SVGSVGElement>): void;
  };
};

/** How near and how far a drawing may be brought, against the whole of it. */
const NEAREST = 0.15;
const FARTHEST = 2.5;
/** Units of the drawing to a pixel beyond which its text is too small to read. */
const READABLE = 1.5;
/** A press that moves less than this is a click. */
const CLICK_SLOP = 4;

/** Pan by dragging, zoom by pinching or Ctrl-wheel: the wheel alone still scrolls the page. */
export function usePanZoom(bounds: Box): PanZoom {
  const ref = useRef<SVGSVGElement>(null);
  const [box, setBox] = useState<Box | null>(null);
  const shown = box ?? bounds;
  const zoomAt = (factor: number, at: Point) => setBox((now) => zoomed(now ?? bounds, bounds, { factor, at }));
  useCtrlWheel(ref, zoomAt);
  useReadableStart(ref, bounds, setBox);
  const drag = useDrag(ref, {
    pan: (dx, dy) => setBox((now) => ({ ...(now ?? bounds), x: (now ?? bounds).x - dx, y: (now ?? bounds).y - dy })),
    zoomAt,
  });
  return {
    ref,
    viewBox: `${shown.x} ${shown.y} ${shown.width} ${shown.height}`,
    zoom: (factor) => zoomAt(factor, { x: shown.x + shown.width / 2, y: shown.y + shown.height / 2 }),
    fit: () => setBox(null),
    reveal: (inner) => setBox((now) => (now ? moved(now, inner) : now)),
    handlers: drag,
  };
}

function zoomed(box: Box, bounds: Box, { factor, at }: { factor: number; at: Point }): Box {
  const width = Math.min(bounds.width * FARTHEST, Math.max(bounds.width * NEAREST, box.width * factor));
  const scale = width / box.width;
  return { x: at.x - (at.x - box.x) * scale, y: at.y - (at.y - box.y) * scale, width, height: box.height * scale };
}

/** The box, moved until `inner` is inside it; where it fits nowhere, its start is. */
function moved(box: Box, inner: Box): Box {
  const along = (start: number, length: number, [from, size]: [number, number]) => Math.min(from, Math.max(start, from + size - length));
  return { ...box, x: along(box.x, box.width, [inner.x, inner.width]), y: along(box.y, box.height, [inner.y, inner.height]) };
}

/** A point on the screen in the drawing's own units. */
function inDrawing(svg: SVGSVGElement, clientX: number, clientY: number): Point {
  const matrix = svg.getScreenCTM();
  return matrix ? new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse()) : { x: 0, y: 0 };
}

/** On a narrow screen the whole map would be too small to read: it starts with its root, near enough, and shows nothing beside the map. */
function useReadableStart(ref: RefObject<SVGSVGElement | null>, bounds: Box, show: (box: Box) => void): void {
  const first = useRef(true);
  useEffect(() => {
    const size = ref.current?.getBoundingClientRect();
    if (!first.current || !size || size.width === 0) return;
    first.current = false;
    const width = size.width * READABLE;
    if (bounds.width <= width) return;
    const height = size.height * READABLE;
    const along = (start: number, length: number, part: number) => Math.max(start, Math.min(-part / 2, start + length - part));
    show({ x: along(bounds.x, bounds.width, width), y: height < bounds.height ? along(bounds.y, bounds.height, height) : bounds.y + (bounds.height - height) / 2, width, height });
  }, [ref, bounds, show]);
}

function useCtrlWheel(ref: RefObject<SVGSVGElement | null>, zoomAt: (factor: number, at: Point) => void): void {
  const latest = useRef(zoomAt);
  useEffect(() => {
    latest.current = zoomAt;
  });
  useEffect(() => {
    const svg = ref.current;
    // React listens passively to wheels, and a passive listener cannot keep the page from zooming.
    const onWheel = (event: WheelEvent) => {
      if (!svg || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      latest.current(Math.exp(event.deltaY * 0.004), inDrawing(svg, event.clientX, event.clientY));
    };
    svg?.addEventListener('wheel', onWheel, { passive: false });
    return () => svg?.removeEventListener('wheel', onWheel);
  }, [ref]);
}

type DragMoves = { pan(dx: number, dy: number): void; zoomAt(factor: number, at: Point): void };

function useDrag(ref: RefObject<SVGSVGElement | null>, moves: DragMoves): PanZoom['handlers'] {
  const pointers = useRef(new Map<number, { from: Point; last: Point; moved: boolean }>());
  const release = (event: PointerEvent<SVGSVGElement>) => void pointers.current.delete(event.pointerId);
  return {
    onPointerDown(event) {
      const point = { x: event.clientX, y: event.clientY };
      pointers.current.set(event.pointerId, { from: point, last: point, moved: false });
    },
    onPointerMove(event) {
      const svg = ref.current;
      const pointer = pointers.current.get(event.pointerId);
      if (!svg || !pointer) return;
      // Let go of outside, before it was a drag and captured: nobody said so.
      if (event.buttons === 0) return release(event);
      const point = { x: event.clientX, y: event.clientY };
      if (!pointer.moved && Math.hypot(point.x - pointer.from.x, point.y - pointer.from.y) < CLICK_SLOP) return;
      // Captured only once it is a drag: a captured press would never click the node below it.
      if (!pointer.moved) svg.setPointerCapture(event.pointerId);
      const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
      if (other) pinch(svg, { pointer, other, point }, moves);
      else pan(svg, { last: pointer.last, point }, moves);
      pointers.current.set(event.pointerId, { ...pointer, last: point, moved: true });
    },
    onPointerUp: release,
    onPointerCancel: release,
  };
}

function pan(svg: SVGSVGElement, { last, point }: { last: Point; point: Point }, moves: DragMoves): void {
  const before = inDrawing(svg, last.x, last.y);
  const after = inDrawing(svg, point.x, point.y);
  moves.pan(after.x - before.x, after.y - before.y);
}

function pinch(svg: SVGSVGElement, fingers: { pointer: { last: Point }; other: { last: Point }; point: Point }, moves: DragMoves): void {
  const { pointer, other, point } = fingers;
  const before = Math.hypot(pointer.last.x - other.last.x, pointer.last.y - other.last.y);
  const after = Math.hypot(point.x - other.last.x, point.y - other.last.y);
  if (after < 1) return;
  moves.zoomAt(before / after, inDrawing(svg, (point.x + other.last.x) / 2, (point.y + other.last.y) / 2));
}
