import type { Steps } from '#lib/platform/steps.ts';
import { boundCues, boundLetters, boundName } from './bounds.ts';
import { parseClock } from './clock-text.ts';
import { readCaptionMarkup } from './markup.ts';
import type { RawCaptions, RawCue } from './raw-cue.ts';

type Part = 'cite' | 'time' | 'p';

/**
 * HTML transcripts of the podcast namespace
 * (https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md#html):
 * `<cite>` who, `<time>` when, `<p>` what; each paragraph lasts until the next.
 */
export function* parsePodcastHtml(text: string): Steps<RawCaptions | null> {
  if (!/<cite[\s>]/i.test(text) || !/<time[\s>]/i.test(text)) return null;
  const cues: RawCue[] = [];
  const heard = { cite: '', time: '', p: '' };
  let part: Part | null = null;
  yield* readCaptionMarkup(text, 'html', {
    open(name) {
      if (!isPart(name)) return;
      part = name;
      heard[name] = '';
    },
    text(piece) {
      if (part === null) return;
      heard[part] += piece.replace(/\s+/g, ' ');
      (part === 'p' ? boundLetters : boundName)(heard[part].length);
    },
    close(name) {
      if (name === part) part = null;
      const start = name === 'p' ? parseClock(heard.time) : null;
      if (start !== null) cues.push({ start, end: null, text: heard.p, speaker: heard.cite.trim().replace(/:$/, '') });
      boundCues(cues.length);
    },
  });
  return cues.length > 0 ? { cues: untilTheNext(cues), language: null } : null;
}

function isPart(name: string): name is Part {
  return name === 'cite' || name === 'time' || name === 'p';
}

/** Paragraphs under one time are one turn of speech. */
function untilTheNext(cues: readonly RawCue[]): RawCue[] {
  let [following, after]: [number | null, number | null] = [null, null];
  return cues.toReversed().map((cue) => {
    if (following === null || cue.start < following) [following, after] = [cue.start, following];
    return { ...cue, end: cue.start === following ? after : null };
  }).toReversed();
}
