import { Failure } from '#lib/protocol/errors.ts';
import type { PlayerAnswer } from './player-answer.ts';

const UPLOAD = 'upload its transcript (SRT or VTT) to this task';

/** Why a video cannot be read; null where it can. YouTube's own words tell apart what shares a status. */
export function failureOfPlayer({ playabilityStatus, videoDetails }: PlayerAnswer): Failure | null {
  const { status, messages, errorScreen } = playabilityStatus;
  const live = status === 'LIVE_STREAM_OFFLINE' || videoDetails?.isLive || videoDetails?.isUpcoming;
  if (status === 'OK' && !live) return null;
  const reason = [playabilityStatus.reason || (messages[0] ?? ''), errorScreen?.playerErrorMessageRenderer.subreason ?? ''].filter(Boolean).join('. ');
  const said = reason === '' ? {} : { message: `YouTube says: ${reason}` };
  if (live) return notYet(videoDetails?.isLive === true, reason);
  if (/\bbot\b|unusual traffic|reloaded/i.test(reason)) return new Failure('source_blocked', { ...said, hint: `YouTube mistrusts this server's address. Try again later or from another network, or ${UPLOAD}.` });
  if (/members|join this channel|purchase|\brent/i.test(reason)) return new Failure('video_private', { ...said, hint: `Only who paid can see it: ${UPLOAD}.` });
  if (/private/i.test(reason)) return new Failure('video_private', said);
  if (/^(AGE_|CONTENT_CHECK)/.test(status) || /\bage\b|inappropriate|adult/i.test(reason)) return new Failure('age_restricted');
  if (/countr|region|location/i.test(reason)) return new Failure('source_blocked', { ...said, hint: `It is not shown where this server stands: ${UPLOAD}.` });
  if (status === 'LOGIN_REQUIRED') return new Failure('source_blocked', { ...said, hint: `It is only shown to who is signed in, which MindTube never is: ${UPLOAD}.` });
  return new Failure('video_unavailable', said);
}

function notYet(running: boolean, reason: string): Failure {
  if (running) return new Failure('live_not_ended', { hint: 'Try again when it is over; captions of a stream can take some hours more.' });
  const premiere = /premier/i.test(reason);
  const message = `${premiere ? 'The premiere' : 'The live stream'} has not begun yet.${reason === '' ? '' : ` YouTube says: ${reason}`}`;
  return new Failure('live_not_ended', { message, hint: 'Try again when it is over.' });
}
