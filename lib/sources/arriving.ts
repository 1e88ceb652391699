import type { GuardedRequest } from '#lib/net/guarded-fetch.ts';
import { byteCount } from '#lib/protocol/byte-count.ts';
import type { SourceContext } from './source.ts';

/**
 * Says of a download how much has come, of how much where the site tells.
 * @param share how much of its stage the download is, 0–1
 */
export function arriving({ progress }: SourceContext, sentence: string, share: number): NonNullable<GuardedRequest['onBytes']> {
  return (done, total) => {
    if (total === null) progress(0, 1, `${sentence}, ${byteCount(done)} so far`);
    else progress(done * share, total, `${sentence}, ${byteCount(done)} of ${byteCount(total)}`);
  };
}
