import type { ImitatedSite } from './imitated-site.ts';
import { SPOKEN } from './spoken.ts';

export const PEERTUBE_UUID = '9c9de5e8-0a1e-484a-b099-e80766180a6d';

/** A video as an instance of PeerTube 7 describes it. @returns the path of its page */
export function peertubeVideo(site: ImitatedSite, over: Record<string, unknown> = {}): string {
  const api = `/api/v1/videos/${PEERTUBE_UUID}`;
  site.put('/api/v1/config', { serverVersion: '7.1.0', instance: { name: 'Test' } });
  site.put(api, {
    id: 7, uuid: PEERTUBE_UUID, shortUUID: 'kkGMgK9ZtnKfYAgnEtQxbv', name: 'What bread needs', duration: 213, isLive: false, state: { id: 1, label: 'Published' },
    language: { id: 'de', label: 'German' }, description: '0:00 Flour\n1:00 Water\n2:00 Time', publishedAt: '2021-05-04T10:00:00.000Z', originallyPublishedAt: null,
    previewPath: '/lazy-static/previews/1.jpg', thumbnailPath: '/lazy-static/thumbnails/1.jpg', account: { displayName: 'ada' }, channel: { displayName: 'Ada bakes' },
    files: [], streamingPlaylists: [{ playlistUrl: site.url('/hls/master.m3u8'), files: [
      { fileUrl: site.url('/hls/1080.mp4'), resolution: { id: 1080 }, hasAudio: true, hasVideo: true }, { fileUrl: site.url('/hls/480.mp4'), resolution: { id: 480 }, hasAudio: true, hasVideo: true },
      { fileUrl: site.url('/hls/0.mp4'), resolution: { id: 0 }, hasAudio: true, hasVideo: false },
    ] }], ...over,
  });
  site.put(`${api}/captions`, { total: 2, data: [
    { language: { id: 'en', label: 'English' }, automaticallyGenerated: false, captionPath: '/lazy-static/video-captions/en.vtt', fileUrl: null },
    { language: { id: 'de', label: 'German' }, automaticallyGenerated: true, captionPath: '/nowhere.vtt', fileUrl: site.url('/files/de.vtt') },
  ] });
  site.put(`${api}/chapters`, { chapters: [{ timecode: 0, title: 'Start' }, { timecode: 61.5, title: 'Dough' }] });
  site.put('/lazy-static/video-captions/en.vtt', SPOKEN.en.vtt, 'text/vtt');
  site.put('/files/de.vtt', SPOKEN.de.vtt, 'text/vtt');
  return `/videos/watch/${PEERTUBE_UUID}`;
}
