'use client';

import { useEffect, useRef, useState } from 'react';
import type { MindMapNode } from '#lib/protocol/result.ts';
import type { ResultLanguages } from '#lib/protocol/result-languages.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import { spokenNode } from '#lib/mindmap/find.ts';
import { boxLeft } from '#lib/mindmap/placed.ts';
import { cn } from '#components/ui/cn.ts';
import { MindMapDrawing, nodeElementId } from './mind-map-drawing.tsx';
import { MindMapToolbar } from './mind-map-toolbar.tsx';
import { useFillWindow } from './use-fill-window.ts';
import { useMindMap, type MindMapState } from './use-mind-map.ts';
import { usePanZoom, type PanZoom } from './use-pan-zoom.ts';
import { useMindMapKeys } from './use-mind-map-keys.ts';
import { usePlayable, usePlayer, usePlayerTime } from './player-context.tsx';
import { Section } from './section.tsx';

/** The mind map, drawn: drag to pan, pinch or Ctrl-wheel to zoom, click to play, fold, find, walk by keys. */
export function MindMap({ root, languages }: { root: MindMapNode; languages: ResultLanguages }) {
  const map = useMindMap(root);
  const view = usePanZoom(map.layout.bounds);
  const [large, setLarge] = useState(false);
  const playable = usePlayable();
  useReveal(map, view);
  const frame = useRef<HTMLDivElement>(null);
  const resizer = useRef<HTMLButtonElement>(null);
  const resize = (to: boolean) => {
    setLarge(to);
    resizer.current?.focus({ preventScroll: true });
  };
  useFillWindow(frame, large, () => resize(false));
  return (
    <Section id="mind-map" title={STAGE_TITLES.mind_map}>
      <div ref={frame} {...(large && { role: 'dialog', 'aria-modal': true, 'aria-label': STAGE_TITLES.mind_map })} className={cn(large && 'fixed inset-0 z-50 flex flex-col bg-background p-4')}>
        <MindMapToolbar map={map} view={view} large={large} onLarge={resize} resizer={resizer} onFound={map.goTo} />
        <Canvas root={root} languages={languages} map={map} view={view} large={large} />
        <p className="mt-2 text-xs text-muted-foreground print:hidden">
          Click a node to {playable ? 'play' : 'read'} from there. With the keyboard: arrows move, Enter {playable ? 'plays' : 'reads'}, Space folds, + and − zoom, 0 fits.
        </p>
      </div>
    </Section>
  );
}

type CanvasProps = { root: MindMapNode; languages: ResultLanguages; map: MindMapState; view: PanZoom; large: boolean };

function Canvas({ root, languages, map, view, large }: CanvasProps) {
  const player = usePlayer();
  const { layout, active } = map;
  const spoken = usePlayerTime((seconds) => (seconds === 0 ? '' : spokenNode(layout.nodes, seconds)));
  const keys = useMindMapKeys({ map, view, play: (seconds) => player.seek(seconds) });
  const found = new Set(map.found);
  return (
    <svg
      ref={view.ref}
      viewBox={view.viewBox}
      role="tree"
      aria-label={`Mind map: ${root.title}`}
      aria-activedescendant={nodeElementId(active)}
      tabIndex={0}
      onKeyDown={keys}
      {...view.handlers}
      style={large ? undefined : { aspectRatio: `${layout.bounds.width} / ${layout.bounds.height}` }}
      className={cn('w-full touch-none rounded-lg border bg-card select-none', large ? 'min-h-0 grow' : 'max-h-[36rem] min-h-72')}
    >
      <MindMapDrawing
        layout={layout}
        languages={languages}
        emphasis={(id) => ({ active: id === active, found: found.has(id), spoken: id !== '' && id === spoken })}
        onChoose={(node) => { map.goTo(node.id); player.seek(node.node.start); }}
        onFold={(node) => map.toggle(node.id)}
      />
    </svg>
  );
}

/** The node that a person stands on is brought into view where it is not. */
function useReveal({ layout, active }: MindMapState, { reveal }: PanZoom): void {
  useEffect(() => {
    const node = layout.nodes.find(({ id }) => id === active);
    if (node) reveal({ x: boxLeft(node), y: node.y - node.height / 2, width: node.width, height: node.height });
    // Only a step to another node moves the view: a person who drags is not dragged back.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [active]);
}
