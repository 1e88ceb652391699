'use client';

import { Maximize2, Minus, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { MindMapNode } from '#lib/protocol/result.ts';
import { layoutMindMap } from '#lib/mindmap/layout.ts';
import { Button } from '#components/ui/button.tsx';
import { MindMapBranches } from './mind-map-branches.tsx';
import { usePanZoom } from './use-pan-zoom.ts';
import { useMindMapKeys } from './use-mind-map-keys.ts';
import { usePlayer } from './player-context.tsx';
import { Section } from './section.tsx';

/** The mind map, drawn: drag to pan, pinch or Ctrl-wheel to zoom, click to play, double click or space to fold. */
export function MindMap({ root }: { root: MindMapNode }) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState('');
  const player = usePlayer();
  const layout = useMemo(() => layoutMindMap(root, folded), [root, folded]);
  const view = usePanZoom(layout.bounds);
  const toggle = (id: string) => setFolded((ids) => (ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : new Set([...ids, id])));
  const keys = useMindMapKeys({ layout, active, setActive, toggle, play: (seconds) => player.seek(seconds) });
  return (
    <Section id="mind-map" title="Mind map" aside={<ZoomButtons view={view} />}>
      <svg
        ref={view.ref}
        viewBox={view.viewBox}
        role="tree"
        aria-label={`Mind map: ${root.title}`}
        aria-activedescendant={`mind-map-node-${active || 'root'}`}
        tabIndex={0}
        onKeyDown={keys}
        {...view.handlers}
        style={{ aspectRatio: `${layout.bounds.width} / ${layout.bounds.height}` }}
        className="max-h-[36rem] min-h-72 w-full touch-none rounded-lg border bg-card select-none"
      >
        <MindMapBranches layout={layout} active={active} onChoose={(node) => { setActive(node.id); player.seek(node.node.start); }} onFold={(node) => toggle(node.id)} />
      </svg>
      <p className="mt-2 text-xs text-muted-foreground">Click a node to play from there. Arrow keys move, Enter plays, Space folds.</p>
    </Section>
  );
}

function ZoomButtons({ view }: { view: ReturnType<typeof usePanZoom> }) {
  return (
    <div className="flex gap-1">
      <Button variant="outline" size="sm" aria-label="Zoom out" onClick={() => view.zoom(1.25)}><Minus aria-hidden /></Button>
      <Button variant="outline" size="sm" aria-label="Zoom in" onClick={() => view.zoom(0.8)}><Plus aria-hidden /></Button>
      <Button variant="outline" size="sm" aria-label="Fit the whole map" onClick={view.fit}><Maximize2 aria-hidden /></Button>
    </div>
  );
}
