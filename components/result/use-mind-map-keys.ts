'use client';

import type { KeyboardEvent } from 'react';
import { neighbour, type Direction } from '#lib/mindmap/navigate.ts';
import type { MindMapState } from './use-mind-map.ts';
import type { PanZoom } from './use-pan-zoom.ts';

type Keys = { map: MindMapState; view: PanZoom; play(seconds: number): void };

const DIRECTIONS = new Set<string>(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] satisfies Direction[]);

/** Arrow keys move between nodes, Enter plays, Space folds, Home goes to the middle, plus and minus zoom, 0 fits. */
export function useMindMapKeys({ map, view, play }: Keys) {
  const actions: Record<string, () => void> = {
    Home: () => map.goTo(''),
    Enter: () => play(map.layout.nodes.find(({ id }) => id === map.active)?.node.start ?? 0),
    ' ': () => map.toggle(map.active),
    '+': () => view.zoom(0.8),
    '=': () => view.zoom(0.8),
    '-': () => view.zoom(1.25),
    0: () => view.fit(),
  };
  return (event: KeyboardEvent) => {
    // Ctrl and plus is the browser's own zoom.
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (DIRECTIONS.has(event.key)) map.goTo(neighbour(map.layout, map.active, event.key as Direction));
    else if (Object.hasOwn(actions, event.key)) actions[event.key]?.();
    else return;
    event.preventDefault();
  };
}
