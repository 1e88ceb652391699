import { Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { Resolved } from './source.ts';

/** Whether a person names the captions themselves. */
export function hasGivenCaptions({ captions }: TaskOptions): boolean {
  return captions !== undefined && captions.trim() !== '';
}

/** The captions that a person names with the video stand in the place of all others. @throws Failure `invalid_url` */
export function withGivenCaptions(resolved: Resolved, options: TaskOptions): Resolved {
  const { captions, language } = options;
  if (captions === undefined || !hasGivenCaptions(options)) return resolved;
  const base = URL.canParse(resolved.video.page_url) ? resolved.video.page_url : undefined;
  if (!URL.canParse(captions, base)) throw new Failure('invalid_url', { message: 'The link to the captions is not a whole link.' });
  const given = { url: new URL(captions, base).href, language: language ?? 'und', kind: 'manual', label: 'Given with the link', format: null } as const;
  return { ...resolved, tracks: [given] };
}
