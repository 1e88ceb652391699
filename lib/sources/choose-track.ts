import type { CaptionTrack } from './source.ts';

/**
 * The track to read: the language that a person asked for, else the video's own, else the first; written by people
 * before automatic. A machine translation is taken only where its language was asked for.
 */
export function chooseTrack(tracks: readonly CaptionTrack[], language: string | undefined): CaptionTrack | null {
  const own = tracks.filter((track) => track.kind !== 'translated');
  // What a machine heard is in the language that is spoken.
  const spoken = own.find((track) => track.kind === 'auto')?.language;
  return best(tracks, language) ?? best(own, spoken) ?? best(own, own[0]?.language);
}

const ORDER = { manual: 0, auto: 1, translated: 2 } as const;

/** Exactly the language goes before another form of it. */
function best(tracks: readonly CaptionTrack[], language: string | undefined): CaptionTrack | null {
  if (language === undefined) return null;
  const rank = (track: CaptionTrack) => ORDER[track.kind] + (track.language.toLowerCase() === language.toLowerCase() ? 0 : 0.5);
  return tracks.filter((track) => sameLanguage(track.language, language)).toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
}

/** `de` is meant by `de-CH` and the other way round. */
function sameLanguage(a: string, b: string): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one === other || one.split('-')[0] === other.split('-')[0];
}
