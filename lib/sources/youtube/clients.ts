import type { YoutubeClientName } from '#lib/platform/env.ts';

/** One of YouTube's own programs, as which it is asked. */
export type YoutubeClient = { name: YoutubeClientName; version: string };

/** Versions that YouTube knows; those that it no longer does answer with an error. `YOUTUBE_CLIENTS` replaces names and versions. */
const VERSIONS: Record<YoutubeClientName, string> = {
  ANDROID: '21.03.36',
  IOS: '20.11.6',
  MWEB: '2.20260205.04.01',
  WEB: '2.20260623.01.00',
  ANDROID_VR: '1.65.10',
  VISIONOS: '1.02',
  TV: '7.20260311.12.00',
  WEB_EMBEDDED: '1.20260206.01.00',
};

/** Asked in this order, until one is given captions that it hands out: the first two need no token for them. */
const USUAL: readonly YoutubeClientName[] = ['ANDROID', 'IOS', 'MWEB', 'WEB'];

/** Knows chapters and dates; it is asked for these alone. */
export const PAGE_CLIENT: YoutubeClient = { name: 'WEB', version: VERSIONS.WEB };

/** @param wanted what the operator set; empty: the usual ones */
export function youtubeClients(wanted: readonly { name: YoutubeClientName; version?: string | undefined }[] = []): YoutubeClient[] {
  const chosen = wanted.length > 0 ? wanted : USUAL.map((name) => ({ name, version: undefined }));
  return chosen.map(({ name, version }) => ({ name, version: version ?? VERSIONS[name] }));
}
