import type { ImitatedSite } from './imitated-site.ts';
import { SPOKEN } from './spoken.ts';

/** What Vimeo's player is set up with for the video 76979871. */
export function vimeoConfig(site: ImitatedSite): Record<string, unknown> {
  return {
    video: { id: 76_979_871, title: 'What bread needs', duration: 213, owner: { id: 1, name: 'Ada bakes' }, thumbs: { 640: 'https://i.vimeocdn.com/video/1_640.jpg', base: 'https://i.vimeocdn.com/video/1' }, lang: 'de', live_event: null },
    request: {
      files: { progressive: [{ url: site.url('/360.mp4'), height: 360 }, { url: site.url('/720.mp4'), height: 720 }], hls: { default_cdn: 'a', cdns: { a: { avc_url: site.url('/master.m3u8') } } } },
      text_tracks: [
        { id: 1, lang: 'en', url: site.url('/texttrack/en.vtt'), kind: 'captions', label: 'English' },
        { id: 2, lang: 'de-x-autogen', url: site.url('/texttrack/de.vtt'), kind: 'captions', label: 'Deutsch (automatisch)' },
      ],
    },
    embed: { chapters: [{ timecode: 0, title: 'Start' }, { timecode: 61.5, title: 'Dough' }] },
  };
}

/** The video 76979871 as Vimeo's player gets it. */
export function vimeoVideo(site: ImitatedSite): void {
  site.put('/video/76979871/config', vimeoConfig(site));
  site.put('/texttrack/en.vtt', SPOKEN.en.vtt, 'text/vtt');
  site.put('/texttrack/de.vtt', SPOKEN.de.vtt, 'text/vtt');
}
