import type { Steps } from '#lib/platform/steps.ts';
import { boundCues } from './bounds.ts';
import { readCaptionMarkup, rootOf } from './markup.ts';
import type { RawCaptions, RawCue } from './raw-cue.ts';

/**
 * YouTube's XML: `srv3` and `srv2` (`<p t d>`, `<text t d>` in milliseconds) and `srv1`
 * (`<text start dur>` in seconds).
 */
export function* parseYoutubeXml(text: string): Steps<RawCaptions | null> {
  const root = rootOf(text);
  if (root !== 'timedtext' && root !== 'transcript') return null;
  const cues: RawCue[] = [];
  let open: RawCue | null = null;
  yield* readCaptionMarkup(text, 'xml', {
    open(name, attributes) {
      if (name === 'p' || name === 'text') open = cueOf(attributes);
      else if (name === 'br' && open) open.text += '\n';
    },
    text(piece) {
      if (open) open.text += piece;
    },
    close(name) {
      if (name !== 'p' && name !== 'text') return;
      if (open) cues.push(open);
      boundCues(cues.length);
      open = null;
    },
  });
  return { cues, language: null };
}

function cueOf({ t, d, start, dur }: Record<string, string>): RawCue | null {
  const from = t === undefined ? Number(start) : Number(t) / 1000;
  const length = t === undefined ? Number(dur) : Number(d) / 1000;
  return Number.isNaN(from) ? null : { start: from, end: Number.isNaN(length) ? null : from + length, text: '' };
}
