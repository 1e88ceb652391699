import type { CaptionTrack } from './source.ts';

/**
 * The track to read: the language that a person asked for, else the first that was written by people, else
 * automatic captions. A machine translation is taken only where its language was asked for.
 */
export function chooseTrack(tracks: readonly CaptionTrack[], language: string | undefined): CaptionTrack | null {
  const asked = language === undefined ? [] : tracks.filter((track) => sameLanguage(track.language, language));
  const own = tracks.filter((track) => track.kind !== 'translated');
  return best(asked) ?? best(own);
}

const ORDER = { manual: 0, auto: 1, translated: 2 } as const;

function best(tracks: readonly CaptionTrack[]): CaptionTrack | null {
  return tracks.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind])[0] ?? null;
}

/** `de` is meant by `de-CH` and the other way round. */
function sameLanguage(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one === other || one.split('-')[0] === other.split('-')[0];
}
