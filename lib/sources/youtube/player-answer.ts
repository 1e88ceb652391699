import { z } from 'zod';
import { shortLanguage } from '#lib/captions/language.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { CaptionTrack } from '../source.ts';
import { YOUTUBE_ORIGIN } from './innertube.ts';

const zText = z.union([
  z.looseObject({ simpleText: z.string() }).transform(({ simpleText }) => simpleText),
  z.looseObject({ runs: z.array(z.looseObject({ text: z.string() })) }).transform(({ runs }) => runs.map(({ text }) => text).join('')),
]);
const zCaption = z.looseObject({ baseUrl: z.string(), languageCode: z.string(), kind: z.string().optional(), name: zText.nullable().catch(null).default(null) });
const zDetails = z.looseObject({
  title: z.string().default(''),
  author: z.string().nullable().default(null),
  lengthSeconds: z.coerce.number().nullable().catch(null).default(null),
  shortDescription: z.string().default(''),
  isLive: z.boolean().default(false),
  isUpcoming: z.boolean().default(false),
  thumbnail: z.looseObject({ thumbnails: z.array(z.looseObject({ url: z.string() })).default([]) }).default({ thumbnails: [] }),
});

/** The parts of a `/player` answer that are used. */
export const zPlayerAnswer = z.looseObject({
  playabilityStatus: z.looseObject({ status: z.string(), reason: z.string().default(''), messages: z.array(z.string()).default([]) }),
  videoDetails: zDetails.optional(),
  captions: z.looseObject({ playerCaptionsTracklistRenderer: z.looseObject({ captionTracks: z.array(z.unknown()).default([]) }) }).optional().catch(undefined),
});
export type PlayerAnswer = z.infer<typeof zPlayerAnswer>;

/** Why a video cannot be read; null where it can. The reason tells apart what shares a status. */
export function failureOfPlayer({ playabilityStatus, videoDetails }: PlayerAnswer): Failure | null {
  const { status, messages } = playabilityStatus;
  const reason = playabilityStatus.reason || (messages[0] ?? '');
  if (status === 'LIVE_STREAM_OFFLINE' || videoDetails?.isLive || videoDetails?.isUpcoming) return new Failure('live_not_ended');
  if (status === 'OK') return null;
  const said = reason === '' ? {} : { message: `YouTube says: ${reason}` };
  if (/private|members|join this channel|purchase|\brent/i.test(reason)) return new Failure('video_private', said);
  if (/^(AGE_|CONTENT_CHECK)/.test(status) || /\bage\b|inappropriate/i.test(reason)) return new Failure('age_restricted');
  if (status === 'LOGIN_REQUIRED' || /bot|reloaded|country|region|location/i.test(reason)) return new Failure('source_blocked', said);
  return new Failure('video_unavailable', said);
}

/** What there are captions of, as listed. */
export function tracksOfPlayer({ captions }: PlayerAnswer): CaptionTrack[] {
  return (captions?.playerCaptionsTracklistRenderer.captionTracks ?? []).flatMap((raw) => {
    const { data } = zCaption.safeParse(raw);
    if (!data || !URL.canParse(data.baseUrl, YOUTUBE_ORIGIN)) return [];
    const url = new URL(data.baseUrl, YOUTUBE_ORIGIN);
    // Everything else in the address is signed and goes back untouched.
    url.searchParams.set('fmt', 'json3');
    const kind = url.searchParams.has('tlang') ? 'translated' : data.kind === 'asr' ? 'auto' : 'manual';
    return [{ url: url.href, language: shortLanguage(data.languageCode) ?? 'und', kind, label: data.name, format: 'json3' as const }];
  });
}

/** Captions with this mark come empty without a token that only YouTube's own player can make. */
export const isGated = ({ url }: CaptionTrack): boolean => new URL(url).searchParams.get('exp')?.startsWith('xp') === true;
