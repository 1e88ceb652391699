import { likelyLocale } from '#lib/protocol/likely-locale.ts';
import type { CaptionTrack } from './source.ts';

type Wish = {
  /** The language that a person asked for. */
  wanted?: string | undefined;
  /** The kind that a person asked for. */
  kind?: 'manual' | 'auto' | undefined;
  /** The language that is spoken, where the source says. */
  spoken?: string | undefined;
};

/**
 * The track to read: the language that a person asked for, else the one that is spoken, else the first; written by
 * people before automatic. A machine translation is taken only where its language was asked for.
 */
export function chooseTrack(tracks: readonly CaptionTrack[], { wanted, kind, spoken }: Wish): CaptionTrack | null {
  const ofKind = kind === undefined ? null : chooseTrack(tracks.filter((track) => track.kind === kind), { wanted, spoken });
  if (ofKind !== null && (wanted === undefined || sameLanguage(ofKind.language, wanted))) return ofKind;
  const own = tracks.filter((track) => track.kind !== 'translated');
  // What a machine heard is in the language that is spoken.
  const heard = own.find((track) => track.kind === 'auto')?.language;
  return best(tracks, wanted) ?? best(own, spoken ?? heard) ?? best(own, own[0]?.language);
}

/** Whether a text in one of these languages is read by who asked for the other. */
export function sameLanguage(one: string, other: string): boolean {
  return distance(one, other) !== null;
}

const ORDER = { manual: 0, auto: 1, translated: 2 } as const;

function best(tracks: readonly CaptionTrack[], language: string | undefined): CaptionTrack | null {
  if (language === undefined) return null;
  const ranked = tracks.flatMap((track) => {
    const far = distance(language, track.language);
    return far === null ? [] : [{ track, rank: ORDER[track.kind] + far }];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank)[0]?.track ?? null;
}

const OTHER_REGION = 0.5;
/** Worse than automatic captions in the script asked for, better than a machine's translation. */
const OTHER_SCRIPT = 1.75;

/** `de` is meant by `de-CH` and the other way round, `zh-TW` by `zh-Hant`; null between languages. */
function distance(one: string, other: string): number | null {
  const [a, b] = [likelyLocale(one), likelyLocale(other)];
  if (a === null || b === null || a.language !== b.language) return null;
  if (a.script !== b.script) return OTHER_SCRIPT;
  if (a.region !== b.region) return OTHER_REGION;
  return one.toLowerCase() === other.toLowerCase() ? 0 : 0.25;
}
