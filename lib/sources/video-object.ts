import { z } from 'zod';

/** What a schema.org `VideoObject` or `AudioObject` says. */
export type VideoFacts = {
  name: string | null;
  author: string | null;
  /** Seconds. */
  duration: number | null;
  thumbnail: string | null;
  content_url: string | null;
  embed_url: string | null;
  published: string | null;
  chapters: { title: string; start: number }[];
};

const text = z.string().trim().min(1);
const zNamed = z.union([text, z.looseObject({ name: text }).transform(({ name }) => name)]);
const one = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1).transform((all) => all[0])]).nullable().catch(null).default(null);
const zUrl = z.union([text, z.looseObject({ url: text }).transform(({ url }) => url), z.looseObject({ contentUrl: text }).transform(({ contentUrl }) => contentUrl)]);
const zClip = z.looseObject({ name: text, startOffset: z.coerce.number().min(0) });

const zVideoObject = z.looseObject({
  '@type': z.union([z.string(), z.array(z.string())]),
  name: one(text),
  author: one(zNamed),
  creator: one(zNamed),
  duration: one(text),
  thumbnailUrl: one(text),
  thumbnail: one(zUrl),
  contentUrl: one(text),
  embedUrl: one(text),
  uploadDate: one(text),
  datePublished: one(text),
  hasPart: z.union([z.array(z.unknown()), z.unknown().transform((part) => [part])]).optional(),
});

/** The first video or audio object in a JSON-LD text; null where there is none or it is no JSON. */
export function readVideoObject(json: string): VideoFacts | null {
  try {
    return find(JSON.parse(json), 0);
  } catch {
    return null;
  }
}

/** Objects lie in arrays, in `@graph`, or in the page that they are part of. */
function find(value: unknown, depth: number): VideoFacts | null {
  if (depth > 6 || typeof value !== 'object' || value === null) return null;
  const parsed = zVideoObject.safeParse(value);
  if (parsed.success && [parsed.data['@type']].flat().some((type) => /^(Video|Audio)Object$|^PodcastEpisode$/.test(type))) return factsOf(parsed.data);
  for (const inner of Object.values(value)) {
    const found = find(inner, depth + 1);
    if (found) return found;
  }
  return null;
}

function factsOf(object: z.infer<typeof zVideoObject>): VideoFacts {
  const clips = (object.hasPart ?? []).flatMap((part) => zClip.safeParse(part).data ?? []);
  return {
    name: object.name ?? null,
    author: object.author ?? object.creator ?? null,
    duration: object.duration ? isoSeconds(object.duration) : null,
    thumbnail: object.thumbnailUrl ?? object.thumbnail ?? null,
    content_url: object.contentUrl ?? null,
    embed_url: object.embedUrl ?? null,
    published: object.uploadDate ?? object.datePublished ?? null,
    chapters: clips.map(({ name, startOffset }) => ({ title: name, start: startOffset })).toSorted((a, b) => a.start - b.start),
  };
}

/** Seconds of an ISO 8601 duration: `PT1H2M3.5S`. */
function isoSeconds(duration: string): number | null {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration.trim());
  if (!match || duration.trim() === 'P') return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
