import { asFailure } from '#lib/protocol/errors.ts';

/** What a site says of an address that it signed for some hours, once they are over. */
const OVER = new Set(['captions_gated', 'source_blocked', 'video_unavailable']);

/** Whether an address that was found earlier may have run out: the site is to be asked anew. */
export function mayBeStale(thrown: unknown): boolean {
  return OVER.has(asFailure(thrown).code);
}
