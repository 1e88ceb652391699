import { z } from 'zod';

const zFile = z.looseObject({
  fileUrl: z.string(),
  resolution: z.looseObject({ id: z.number() }),
  hasAudio: z.boolean().optional(),
  hasVideo: z.boolean().optional(),
});
export type PeertubeFile = z.infer<typeof zFile>;

/** `GET /api/v1/videos/{id}`; every instance has these. */
export const zPeertubeVideo = z.looseObject({
  uuid: z.string(),
  name: z.string().min(1),
  duration: z.number().min(0).nullish(),
  isLive: z.boolean().default(false),
  state: z.looseObject({ id: z.number() }).nullish(),
  language: z.looseObject({ id: z.string().nullish() }).nullish(),
  description: z.string().nullish(),
  channel: z.looseObject({ displayName: z.string() }).nullish(),
  account: z.looseObject({ displayName: z.string() }),
  publishedAt: z.string().nullish(),
  originallyPublishedAt: z.string().nullish(),
  previewPath: z.string().nullish(),
  thumbnailPath: z.string().nullish(),
  files: z.array(zFile).default([]),
  streamingPlaylists: z.array(z.looseObject({ playlistUrl: z.string(), files: z.array(zFile).default([]) })).default([]),
});
export type PeertubeVideo = z.infer<typeof zPeertubeVideo>;

/** `GET …/captions`; `fileUrl` since 7.1, `captionPath` before. */
export const zPeertubeCaptions = z.looseObject({
  data: z.array(z.looseObject({
    language: z.looseObject({ id: z.string(), label: z.string().nullish() }),
    automaticallyGenerated: z.boolean().default(false),
    fileUrl: z.string().nullish(),
    captionPath: z.string().nullish(),
  })),
});
export type PeertubeCaptions = z.infer<typeof zPeertubeCaptions>;

/** `GET …/chapters`, since 6.0. */
export const zPeertubeChapters = z.looseObject({ chapters: z.array(z.looseObject({ timecode: z.number().min(0), title: z.string().min(1) })) });

/** `GET /api/v1/config`: what only PeerTube answers like this. */
export const zPeertubeConfig = z.looseObject({ serverVersion: z.string(), instance: z.looseObject({ name: z.string() }) });
