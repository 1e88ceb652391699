'use client';

import type { KeyboardEvent } from 'react';
import type { MindMapLayout } from '#lib/mindmap/layout.ts';
import { neighbour, type Direction } from '#lib/mindmap/navigate.ts';

type Keys = {
  layout: MindMapLayout;
  active: string;
  setActive(id: string): void;
  toggle(id: string): void;
  play(seconds: number): void;
};

const DIRECTIONS = new Set<string>(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] satisfies Direction[]);

/** Arrow keys move between nodes, Enter plays, Space folds, Home goes to the middle. */
export function useMindMapKeys({ layout, active, setActive, toggle, play }: Keys) {
  return (event: KeyboardEvent) => {
    const node = layout.nodes.find((placed) => placed.id === active);
    if (DIRECTIONS.has(event.key)) setActive(neighbour(layout, active, event.key as Direction));
    else if (event.key === 'Home') setActive('');
    else if (event.key === 'Enter' && node) play(node.node.start);
    else if (event.key === ' ') toggle(active);
    else return;
    event.preventDefault();
  };
}
