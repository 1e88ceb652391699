'use client';

import { Captions } from 'lucide-react';
import { languageName } from '#lib/protocol/language-name.ts';
import type { TrackInfo, Transcript } from '#lib/protocol/result.ts';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';

type CaptionsChoiceProps = {
  transcript: Transcript;
  /** Reads the video again by other captions; absent where the page is read only. */
  onChoose: ((track: TrackInfo) => void) | undefined;
};

/** Where the words come from, and which captions there are besides. */
export function CaptionsChoice({ transcript, onChoose }: CaptionsChoiceProps) {
  const others = transcript.other_tracks ?? [];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted-foreground sm:justify-end">
      <p>{provenance(transcript)}</p>
      {others.length > 0 && onChoose && (
        <Menu>
          <MenuTrigger asChild>
            <Button variant="outline" size="sm"><Captions aria-hidden /> {others.length === 1 ? 'Other captions' : `${others.length} other captions`}</Button>
          </MenuTrigger>
          <MenuContent className="max-h-[min(24rem,var(--radix-dropdown-menu-content-available-height))] max-w-[min(24rem,90vw)] overflow-y-auto">
            <p className="px-2.5 pt-1.5 pb-1 text-xs text-muted-foreground">Read the video again by these, as a new task:</p>
            {others.map((track) => (
              <MenuItem key={`${track.language} ${track.kind} ${track.label}`} onSelect={() => onChoose(track)}>{trackName(track)}</MenuItem>
            ))}
          </MenuContent>
        </Menu>
      )}
      {others.length > 0 && !onChoose && <p>Also there: {others.map(trackName).join(' · ')}</p>}
      {transcript.times && <p className="basis-full text-warning sm:text-right">It came without times: these are estimated from {TIMES[transcript.times]}.</p>}
      {transcript.note && <p className="basis-full text-warning sm:text-right">{transcript.note}</p>}
    </div>
  );
}

const TIMES = { video_length: 'the length of the video', reading_speed: 'how fast people speak' } as const;
const ORIGINS = { captions: 'captions', auto_captions: 'automatic captions', speech: 'speech recognition', upload: 'an uploaded file' } as const;

function provenance({ origin, language, track }: Transcript): string {
  const from = track?.kind === 'translated' ? 'machine-translated captions' : ORIGINS[origin];
  const name = languageName(language);
  return `From ${from}${name === null ? '' : `, in ${name}`}`;
}

/** A label says more than the language only where it is not the language's own name. */
function trackName({ language, kind, label }: TrackInfo): string {
  const name = languageName(language) ?? label ?? 'Unknown language';
  const more = label !== null && label !== name && label !== language && !label.toLowerCase().includes(name.toLowerCase()) ? ` (${label})` : '';
  return `${name}${more}${kind === 'auto' ? ', automatic' : kind === 'translated' ? ', machine-translated' : ''}`;
}
