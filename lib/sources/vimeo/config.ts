import { z } from 'zod';
import { jsonOrNull } from '#lib/protocol/json-text.ts';

const zTrack = z.looseObject({ lang: z.string(), url: z.string(), label: z.string().nullish(), kind: z.string().nullish() });

/** What Vimeo's own player is set up with: `player.vimeo.com/video/{id}/config`, and in the page of the player. */
export const zVimeoConfig = z.looseObject({
  video: z.looseObject({
    title: z.string().min(1),
    owner: z.looseObject({ name: z.string() }).nullish(),
    duration: z.number().min(0).nullish(),
    thumbnail_url: z.string().nullish(),
    thumbs: z.record(z.string(), z.string()).nullish().catch(null),
    lang: z.string().nullish(),
    live_event: z.looseObject({ status: z.string() }).nullish().catch(null),
  }),
  request: z.looseObject({
    text_tracks: z.array(zTrack).nullish().catch(null),
    files: z.looseObject({
      progressive: z.array(z.looseObject({ url: z.string(), height: z.number().nullish() })).nullish().catch(null),
      hls: z.looseObject({ default_cdn: z.string().nullish(), cdns: z.record(z.string(), z.looseObject({ url: z.string().nullish(), avc_url: z.string().nullish() })) }).nullish().catch(null),
    }).nullish().catch(null),
  }),
  embed: z.looseObject({ chapters: z.array(z.looseObject({ timecode: z.number().min(0), title: z.string().min(1) })).nullish().catch(null) }).nullish().catch(null),
});
export type VimeoConfig = z.infer<typeof zVimeoConfig>;

/** The set-up that stands in the page of the player; null where there is none. */
export function configOfPage(html: string): VimeoConfig | null {
  const start = /window\.playerConfig\s*=\s*(?=\{)/.exec(html);
  if (start === null) return null;
  return zVimeoConfig.safeParse(jsonOrNull(objectAt(html, start.index + start[0].length))).data ?? null;
}

/** The text of the JSON object that begins here, up to the brace that ends it. */
function objectAt(text: string, from: number): string {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '{') depth += 1;
    else if (!quoted && char === '}' && --depth === 0) return text.slice(from, at + 1);
  }
  return '';
}
