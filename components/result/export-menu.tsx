'use client';

import { Download } from 'lucide-react';
import type { ResultFormat } from '#lib/protocol/http.ts';
import type { PartialResult } from '#lib/protocol/result.ts';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';

type Offer = { format: ResultFormat; label: string; needs: keyof PartialResult | null };

const OFFERS: readonly Offer[] = [
  { format: 'md', label: 'Markdown (Obsidian)', needs: null },
  { format: 'txt', label: 'Plain text', needs: null },
  { format: 'json', label: 'JSON', needs: null },
  { format: 'srt', label: 'Subtitles (SRT)', needs: 'transcript_ref' },
  { format: 'vtt', label: 'Subtitles (WebVTT)', needs: 'transcript_ref' },
  { format: 'svg', label: 'Mind map (SVG)', needs: 'mind_map' },
  { format: 'png', label: 'Mind map (PNG)', needs: 'mind_map' },
  { format: 'opml', label: 'Mind map (OPML)', needs: 'mind_map' },
  { format: 'mm', label: 'Mind map (FreeMind)', needs: 'mind_map' },
];

/** Downloads of what is done so far. `href` gives the address of a format. */
export function ExportMenu({ result, href }: { result: PartialResult; href(format: ResultFormat): string }) {
  const offers = OFFERS.filter(({ needs }) => needs === null || result[needs] !== undefined);
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="outline"><Download aria-hidden /> Export</Button>
      </MenuTrigger>
      <MenuContent>
        {offers.map(({ format, label }) => (
          <MenuItem key={format} asChild>
            <a href={href(format)} download>{label}</a>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
