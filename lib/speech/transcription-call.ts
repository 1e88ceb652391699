import type { Clock } from '#lib/platform/clock.ts';
import { Failure, type FailureDetails } from '#lib/protocol/errors.ts';
import { jsonOrNull } from '#lib/protocol/json-text.ts';
import { readAnswer, type Heard } from './heard.ts';
import { encodeMultipart } from './multipart.ts';
import type { AudioSlice } from './audio-slice.ts';
import { retryAfter } from '#lib/net/fetch-failure.ts';
import { retrying, ServiceBusy } from './retrying.ts';

type SpeechResponse = { status: number; headers: Pick<Headers, 'get'>; text(): Promise<string> };
/** Any library's fetch, as far as it is used here. */
export type SpeechFetch = (url: string, init: { method: 'POST'; headers: Record<string, string>; body: Blob; signal: AbortSignal }) => Promise<SpeechResponse>;

export type SpeechService = {
  /** Ends before `/audio/transcriptions`, as `https://api.openai.com/v1` does. */
  base_url: string;
  api_key: string | null;
  model: string;
  fetch: SpeechFetch;
  clock: Clock;
  /** How long one slice may take, all tries together; milliseconds. */
  longest_ms?: number;
};

/** The service takes less at once. */
export class SliceTooLarge extends Failure {
  constructor(details: FailureDetails) {
    super('speech_failed', details);
  }
}

export type Hear = (slice: AudioSlice, language: string | null, signal: AbortSignal) => Promise<Heard>;

/** Answers of a request that the server understands and does not take: worth asking in the plainer form. */
const NOT_TAKEN = new Set([400, 415, 422, 501]);
const BUSY = new Set([408, 425, 429, 500, 502, 503, 504]);
/** A slow machine may take longer for a slice than it lasts. */
const LONGEST_MS = 30 * 60_000;

/**
 * One slice at a time through an OpenAI-compatible `/audio/transcriptions`. Segments are asked for
 * (`verbose_json`); a server that refuses them is asked for plain `json` from then on.
 */
export function createHear(service: SpeechService): Hear {
  let plain = false;
  const hear: Hear = async (slice, language, signal) => {
    const ask = (format: 'verbose_json' | 'json') =>
      retrying(service.clock, signal, () => post(service, slice, { format, language, signal, mayRefuse: format === 'verbose_json' }));
    const timed = plain ? null : await ask('verbose_json');
    if (timed !== null) return timed;
    const heard = await ask('json');
    if (heard === null) throw new Failure('speech_failed');
    plain = true;
    return heard;
  };
  return async (slice, language, signal) => {
    const late = AbortSignal.timeout(service.longest_ms ?? LONGEST_MS);
    try {
      return await hear(slice, language, AbortSignal.any([signal, late]));
    } catch (thrown) {
      throw late.aborted && !signal.aborted ? tooSlow(thrown) : thrown;
    }
  };
}

function tooSlow(cause: unknown): Failure {
  return new Failure('speech_failed', { message: 'The speech service did not answer in time.', cause });
}

type Question = { format: 'verbose_json' | 'json'; language: string | null; signal: AbortSignal; mayRefuse: boolean };

/** @returns null where the server does not take the format */
async function post(service: SpeechService, slice: AudioSlice, { format, language, signal, mayRefuse }: Question): Promise<Heard | null> {
  const { body, content_type } = encodeMultipart(
    { model: service.model, response_format: format, ...(format === 'verbose_json' ? { 'timestamp_granularities[]': 'segment' } : {}), ...(language === null ? {} : { language }) },
    { name: 'file', filename: slice.filename, content_type: slice.content_type, bytes: slice.sound },
  );
  const headers = { 'content-type': content_type, accept: 'application/json', ...(service.api_key === null ? {} : { authorization: `Bearer ${service.api_key}` }) };
  const response = await service.fetch(`${service.base_url}/audio/transcriptions`, { method: 'POST', headers, body, signal });
  const text = await response.text();
  if (mayRefuse && NOT_TAKEN.has(response.status)) return null;
  if (response.status !== 200) throw refusal(response, text);
  const heard = readAnswer(jsonOrNull(text), slice.end - slice.start);
  if (heard === null) throw new Failure('speech_failed', { message: 'The speech service answered with something else than a transcription.' });
  return heard;
}

function refusal({ status, headers }: Omit<SpeechResponse, 'text'>, text: string): Error {
  const detail = /"message"\s*:\s*"([^"\\]{1,200})/.exec(text)?.[1];
  const because = detail === undefined ? '' : ` (${detail})`;
  const failure = (hint: string) => new Failure('speech_failed', { message: `The speech service answered ${status}${because}.`, hint, retryable: false });
  if (BUSY.has(status)) return new ServiceBusy(status, retryAfter(headers));
  if (status === 401 || status === 403) return failure('Check STT_API_KEY.');
  if (status === 404) return failure('Check STT_BASE_URL and STT_MODEL.');
  if (status === 413) return new SliceTooLarge({ message: `The speech service takes no file of that size${because}.`, hint: 'Raise its upload limit to 25 MB.', retryable: false });
  return failure('Check STT_MODEL, and that the speech service reads this kind of sound.');
}
