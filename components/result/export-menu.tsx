'use client';

import { Download } from 'lucide-react';
import { Fragment } from 'react';
import type { ResultFormat } from '#lib/protocol/http.ts';
import type { PartialResult } from '#lib/protocol/result.ts';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuLabel, MenuTrigger } from '#components/ui/menu.tsx';

type Offer = { format: ResultFormat; label: string };
type Group = { title: string; needs: keyof PartialResult | null; offers: readonly Offer[] };

const GROUPS: readonly Group[] = [
  { title: 'All of it', needs: null, offers: [{ format: 'md', label: 'Markdown (Obsidian)' }, { format: 'txt', label: 'Plain text' }, { format: 'json', label: 'JSON' }] },
  { title: 'Transcript', needs: 'transcript_ref', offers: [{ format: 'srt', label: 'Subtitles (SRT)' }, { format: 'vtt', label: 'Subtitles (WebVTT)' }] },
  { title: 'Chapters', needs: 'chapters', offers: [{ format: 'chapters_txt', label: 'For a YouTube description' }, { format: 'chapters_vtt', label: 'Chapter track (WebVTT)' }] },
  {
    title: 'Mind map', needs: 'mind_map', offers: [
      { format: 'svg', label: 'Drawing (SVG)' }, { format: 'png', label: 'Picture (PNG)' }, { format: 'opml', label: 'Outline (OPML)' },
      { format: 'mm', label: 'FreeMind' }, { format: 'mmd', label: 'Mermaid' },
    ],
  },
];

/** Downloads of what is done so far. `href` gives the address of a format. */
export function ExportMenu({ result, href }: { result: PartialResult; href(format: ResultFormat): string }) {
  const groups = GROUPS.filter(({ needs }) => needs === null || result[needs] !== undefined);
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="outline" className="self-start print:hidden"><Download aria-hidden /> Export</Button>
      </MenuTrigger>
      <MenuContent align="start" className="max-h-[min(32rem,var(--radix-dropdown-menu-content-available-height))] overflow-y-auto">
        <MenuItem onSelect={() => print(href('html'))}>Print, or save as PDF…</MenuItem>
        {groups.map(({ title, offers }) => (
          <Fragment key={title}>
            <MenuLabel>{title}</MenuLabel>
            {offers.map(({ format, label }) => (
              <MenuItem key={format} asChild>
                <a href={href(format)} download>{label}</a>
              </MenuItem>
            ))}
          </Fragment>
        ))}
      </MenuContent>
    </Menu>
  );
}

/** The page that is made for paper opens beside this one, and asks for the printer once it is there. */
function print(url: string): void {
  const page = window.open(url, '_blank');
  page?.addEventListener('load', () => page.print());
}
