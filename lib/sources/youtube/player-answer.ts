import { z } from 'zod';
import { shortLanguage } from '#lib/captions/language.ts';
import { sameLanguage } from '../choose-track.ts';
import type { CaptionTrack } from '../source.ts';
import { YOUTUBE_ORIGIN } from './innertube.ts';

const zText = z.union([
  z.looseObject({ simpleText: z.string() }).transform(({ simpleText }) => simpleText),
  z.looseObject({ runs: z.array(z.looseObject({ text: z.string() })) }).transform(({ runs }) => runs.map(({ text }) => text).join('')),
]);
const zCaption = z.looseObject({ baseUrl: z.string(), languageCode: z.string(), kind: z.string().optional(), name: zText.nullable().catch(null).default(null) });
const zTracklist = z.looseObject({
  captionTracks: z.array(z.unknown()).default([]),
  audioTracks: z.array(z.looseObject({ defaultCaptionTrackIndex: z.int().optional() })).catch([]).default([]),
  defaultAudioTrackIndex: z.int().catch(0).default(0),
  translationLanguages: z.array(z.looseObject({ languageCode: z.string() })).catch([]).default([]),
});
const zDetails = z.looseObject({
  title: z.string().default(''),
  author: z.string().nullable().default(null),
  lengthSeconds: z.coerce.number().nullable().catch(null).default(null),
  shortDescription: z.string().default(''),
  isLive: z.boolean().default(false),
  isUpcoming: z.boolean().default(false),
  thumbnail: z.looseObject({ thumbnails: z.array(z.looseObject({ url: z.string() })).default([]) }).default({ thumbnails: [] }),
});

/** Characters of a sentence why a video is not shown: it goes into events and to people as it is. */
const LONGEST_SENTENCE = 300;
const sentence = (text: string) => (text.length > LONGEST_SENTENCE ? `${text.slice(0, LONGEST_SENTENCE).toWellFormed()}…` : text);
const zSentence = z.string().transform(sentence);

/** The parts of a `/player` answer that are used. */
export const zPlayerAnswer = z.looseObject({
  playabilityStatus: z.looseObject({
    status: z.string(),
    reason: zSentence.default(''),
    messages: z.array(zSentence).default([]),
    errorScreen: z.looseObject({ playerErrorMessageRenderer: z.looseObject({ subreason: zText.transform(sentence) }) }).optional().catch(undefined),
  }),
  videoDetails: zDetails.optional(),
  captions: z.looseObject({ playerCaptionsTracklistRenderer: zTracklist }).optional().catch(undefined),
  microformat: z.looseObject({ playerMicroformatRenderer: z.looseObject({ publishDate: z.string() }) }).optional().catch(undefined),
});
export type PlayerAnswer = z.infer<typeof zPlayerAnswer>;

/**
 * What there are captions of, the one that YouTube shows by itself first. A machine's translation is listed only in
 * the language that a person asked for, and only where nothing else is in it.
 */
export function tracksOfPlayer({ captions }: PlayerAnswer, wanted?: string): CaptionTrack[] {
  const list = captions?.playerCaptionsTracklistRenderer;
  if (!list) return [];
  const shown = list.audioTracks[list.defaultAudioTrackIndex]?.defaultCaptionTrackIndex;
  const raw = shown === undefined ? list.captionTracks : [list.captionTracks[shown], ...list.captionTracks.filter((_track, index) => index !== shown)];
  const tracks = raw.flatMap(trackOf);
  if (wanted === undefined || tracks.some(({ language }) => sameLanguage(language, wanted))) return tracks;
  const [from] = tracks;
  const into = list.translationLanguages.find(({ languageCode }) => sameLanguage(shortLanguage(languageCode) ?? 'und', wanted))?.languageCode;
  return from && into ? [...tracks, translated(from, into)] : tracks;
}

function trackOf(raw: unknown): CaptionTrack[] {
  const { data } = zCaption.safeParse(raw);
  if (!data || !URL.canParse(data.baseUrl, YOUTUBE_ORIGIN)) return [];
  const url = new URL(data.baseUrl, YOUTUBE_ORIGIN);
  // Everything else in the address is signed and goes back untouched.
  url.searchParams.set('fmt', 'json3');
  const kind = url.searchParams.has('tlang') ? 'translated' : data.kind === 'asr' ? 'auto' : 'manual';
  return [{ url: url.href, language: shortLanguage(data.languageCode) ?? 'und', kind, label: data.name, format: 'json3' }];
}

function translated(from: CaptionTrack, into: string): CaptionTrack {
  const url = new URL(from.url);
  url.searchParams.set('tlang', into);
  return { ...from, url: url.href, language: shortLanguage(into) ?? 'und', kind: 'translated', label: null };
}

/** Captions with this mark come empty without a token that only YouTube's own player can make. */
export const isGated = ({ url }: CaptionTrack): boolean => new URL(url).searchParams.get('exp')?.startsWith('xp') === true;
