'use client';

import { useMemo, useState } from 'react';
import type { MindMapNode } from '#lib/protocol/result.ts';
import { ancestors, findNodes, foldableNodes } from '#lib/mindmap/find.ts';
import { layoutMindMap } from '#lib/mindmap/layout.ts';

/** What a person does with a mind map: folds parts of it, stands on a node, looks for words. */
export function useMindMap(root: MindMapNode) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState('');
  const [query, setQuery] = useState('');
  const layout = useMemo(() => layoutMindMap(root, folded), [root, folded]);
  const found = useMemo(() => findNodes(root, query), [root, query]);
  const foldable = useMemo(() => foldableNodes(root), [root]);

  /** Stands on a node; what hides it is unfolded. */
  const goTo = (id: string) => {
    const above = new Set(ancestors(id));
    if ([...above].some((parent) => folded.has(parent))) setFolded(new Set([...folded].filter((other) => !above.has(other))));
    setActive(id);
  };
  const toggle = (id: string) => {
    if (!foldable.includes(id)) return;
    const next = new Set(folded);
    if (!next.delete(id)) next.add(id);
    setFolded(next);
    // Nobody stands on a node that is not to be seen.
    if (next.has(id) && ancestors(active).includes(id)) setActive(id);
  };
  const step = (by: 1 | -1): string | null => {
    if (found.length === 0) return null;
    const at = found.indexOf(active);
    const next = found[at < 0 ? (by > 0 ? 0 : found.length - 1) : (at + by + found.length) % found.length] ?? '';
    goTo(next);
    return next;
  };
  return {
    layout, active, query, found, setQuery, goTo, toggle, step,
    allFolded: foldable.length > 0 && foldable.every((id) => folded.has(id)),
    canFold: foldable.length > 0,
    foldAll: () => { setFolded(new Set(foldable)); setActive((id) => id.split('.')[0] ?? ''); },
    unfoldAll: () => setFolded(new Set()),
  };
}

export type MindMapState = ReturnType<typeof useMindMap>;
