'use client';

import { ChevronsDownUp, ChevronsUpDown, Expand, Minus, Plus, Scan, Shrink } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import type { MindMapState } from './use-mind-map.ts';
import type { PanZoom } from './use-pan-zoom.ts';

type ToolbarProps = { map: MindMapState; view: PanZoom; large: boolean; onLarge(large: boolean): void; /** The button that does it. */ resizer: Ref<HTMLButtonElement>; onFound(id: string): void };

export function MindMapToolbar({ map, view, large, onLarge, resizer, onFound }: ToolbarProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-2 print:hidden">
      <Find map={map} onFound={onFound} />
      <div className="flex flex-wrap gap-1" role="group" aria-label="View of the mind map">
        {map.canFold && (map.allFolded
          ? <Tool label="Unfold all" onClick={map.unfoldAll}><ChevronsUpDown aria-hidden /></Tool>
          : <Tool label="Fold all" onClick={map.foldAll}><ChevronsDownUp aria-hidden /></Tool>)}
        <Tool label="Zoom out" onClick={() => view.zoom(1.25)}><Minus aria-hidden /></Tool>
        <Tool label="Zoom in" onClick={() => view.zoom(0.8)}><Plus aria-hidden /></Tool>
        <Tool label="Fit the whole map" onClick={view.fit}><Scan aria-hidden /></Tool>
        <Tool ref={resizer} label={large ? 'Back to the page' : 'Fill the window'} onClick={() => onLarge(!large)}>{large ? <Shrink aria-hidden /> : <Expand aria-hidden />}</Tool>
      </div>
    </div>
  );
}

function Tool({ ref, label, onClick, children }: { ref?: Ref<HTMLButtonElement>; label: string; onClick(): void; children: ReactNode }) {
  return <Button ref={ref} variant="outline" size="sm" aria-label={label} title={label} onClick={onClick}>{children}</Button>;
}

/** Enter goes to the next node that matches, Shift and Enter to the one before. */
function Find({ map, onFound }: { map: MindMapState; onFound(id: string): void }) {
  const { query, found, active } = map;
  const at = found.indexOf(active) + 1;
  const looking = query.trim() !== '';
  return (
    <form
      role="search"
      className="flex min-w-0 grow items-center gap-2 sm:max-w-xs"
      onSubmit={(event) => event.preventDefault()}
    >
      <Input
        type="search"
        aria-label="Find in the mind map"
        placeholder="Find in the map"
        value={query}
        onChange={(event) => map.setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          const id = map.step(event.shiftKey ? -1 : 1);
          if (id !== null) onFound(id);
        }}
        className="h-8"
      />
      <span role="status" className="shrink-0 text-xs text-muted-foreground tabular-nums">
        {looking && (found.length === 0 ? 'none' : at > 0 ? `${at} of ${found.length}` : `${found.length} found`)}
      </span>
    </form>
  );
}
