import { Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { Resolved } from './source.ts';

/** The captions that a person names with the video stand in the place of all others. @throws Failure `invalid_url` */
export function withGivenCaptions(resolved: Resolved, { captions, language }: TaskOptions): Resolved {
  if (captions === undefined || captions.trim() === '') return resolved;
  const base = URL.canParse(resolved.video.page_url) ? resolved.video.page_url : undefined;
  if (!URL.canParse(captions, base)) throw new Failure('invalid_url', { message: 'The link to the captions is not a whole link.' });
  const given = { url: new URL(captions, base).href, language: language ?? 'und', kind: 'manual', label: 'Given with the link', format: null } as const;
  return { ...resolved, tracks: [given] };
}
