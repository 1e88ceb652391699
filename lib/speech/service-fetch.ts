import { Agent, fetch } from 'undici';
import type { SpeechFetch } from './transcription-call.ts';

/**
 * Fetch for the operator's own speech service. It waits for an answer as long as the caller does: a slow
 * machine hears for longer than the five minutes after which fetch gives up by itself.
 */
export function createServiceFetch(): SpeechFetch {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return (url, init) => fetch(url, { ...init, dispatcher });
}
