import { SPOKEN } from '#lib/testing/sites/spoken.ts';
import { archiveItem } from '#lib/testing/sites/archive-site.ts';
import { peertubeVideo } from '#lib/testing/sites/peertube-site.ts';
import { podcast } from '#lib/testing/sites/podcast-site.ts';
import { vimeoVideo } from '#lib/testing/sites/vimeo-site.ts';
import { playing } from '#lib/testing/youtube-server.ts';
import { sourceContract } from './source.contract.ts';

const BREAD = { title: 'What bread needs', author: 'Ada bakes', duration: 213 };
const CHAPTERS = [{ title: 'Start', start: 0 }, { title: 'Dough', start: 61.5 }];

const next = { playerOverlays: { playerOverlayRenderer: { decoratedPlayerBarRenderer: { decoratedPlayerBarRenderer: { playerBar: { multiMarkersPlayerBarRenderer: { markersMap: [
  { key: 'DESCRIPTION_CHAPTERS', value: { chapters: CHAPTERS.map(({ title, start }) => ({ chapterRenderer: { title: { simpleText: title }, timeRangeStartMillis: start * 1000 } })) } },
] } } } } } } };

sourceContract('YouTube', {
  relayed: true,
  prepare: (site) => {
    site.put('/youtubei/v1/player', playing([{ lang: 'en' }, { lang: 'de', kind: 'asr' }], { title: 'What bread needs', author: 'Ada bakes' }));
    site.put('/youtubei/v1/next', next);
    const captions = (text: string) => JSON.stringify({ wireMagic: 'pb3', events: [{ tStartMs: 1234, dDurationMs: 2001, segs: [{ utf8: text }] }, { tStartMs: 4007, dDurationMs: 1500, segs: [{ utf8: 'Bread.' }] }] });
    site.put('/api/timedtext?v=dQw4w9WgXcQ&ei=abc&signature=12.AB%3D&lang=en&fmt=json3', captions('Good evening, and welcome to the lecture.'));
    site.put('/api/timedtext?v=dQw4w9WgXcQ&ei=abc&signature=12.AB%3D&lang=de&fmt=json3&kind=asr', captions('Guten Abend.'));
    return 'https://youtu.be/dQw4w9WgXcQ';
  },
  video: () => ({ kind: 'youtube', ...BREAD, thumbnail_url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg' }),
  tracks: ['en manual', 'de auto'], chosen: 'de auto', chapters: CHAPTERS,
  isCaptions: (path) => path.startsWith('/api/timedtext'),
  // Such an answer is not of the video, but of the program as which YouTube was asked.
  codes: { 404: 'source_blocked', 410: 'source_blocked' },
});

sourceContract('PeerTube', {
  prepare: (site) => site.url(peertubeVideo(site)),
  video: (site) => ({ kind: 'peertube', ...BREAD, thumbnail_url: site.url('/lazy-static/previews/1.jpg'), media_url: site.url('/hls/480.mp4'), published_on: '2021-05-04' }),
  tracks: ['en manual', 'de auto'], chosen: 'de auto', chapters: CHAPTERS,
  isCaptions: (path) => path.endsWith('.vtt'),
});

sourceContract('Vimeo', {
  prepare: (site) => {
    vimeoVideo(site);
    return 'https://vimeo.com/76979871';
  },
  origins: (site) => ({ vimeo: site.url('/') }),
  video: () => ({ kind: 'vimeo', ...BREAD, thumbnail_url: 'https://i.vimeocdn.com/video/1_640.jpg', media_url: null, page_url: 'https://vimeo.com/76979871' }),
  tracks: ['en manual', 'de auto'], chosen: 'de auto', chapters: CHAPTERS,
  isCaptions: (path) => path.startsWith('/texttrack/'),
});

sourceContract('The Internet Archive', {
  prepare: (site) => {
    archiveItem(site);
    return 'https://archive.org/details/what-bread-needs';
  },
  origins: (site) => ({ archive: site.url('/') }),
  video: (site) => ({ kind: 'archive', ...BREAD, thumbnail_url: 'https://archive.org/services/img/what-bread-needs', media_url: site.url('/download/what-bread-needs/bread%20talk.mp4'), published_on: '2021-05-04' }),
  tracks: ['en manual', 'de manual', 'und auto'], chosen: 'de manual', chapters: [{ title: 'Start', start: 0 }, { title: 'Dough', start: 61 }, { title: 'Time', start: 120 }],
  isCaptions: (path) => /\.(vtt|srt)$/.test(path),
});

sourceContract('A podcast’s feed', {
  prepare: (site) => {
    podcast(site);
    return site.url('/feed.xml');
  },
  video: (site) => ({ kind: 'podcast', ...BREAD, thumbnail_url: site.url('/2.jpg'), media_url: site.url('/2.mp3'), page_url: site.url('/2'), published_on: '2021-05-04' }),
  tracks: ['en manual', 'de manual'], chosen: 'de manual', chapters: CHAPTERS,
  isCaptions: (path) => path.endsWith('.vtt'),
});

sourceContract('A page with <track>', {
  prepare: (site) => {
    site.put('/talk', `<!doctype html><html><title>x</title><video src="/v.mp4" poster="/p.jpg"><track srclang="de" src="/de.vtt"><track srclang="en" src="/en.vtt"></video>
      <script type="application/ld+json">{"@type":"VideoObject","name":"What bread needs","author":"Ada bakes","duration":"PT3M33S","uploadDate":"2021-05-04T10:00:00Z"}</script>`, 'text/html');
    site.put('/de.vtt', SPOKEN.de.vtt, 'text/vtt');
    site.put('/en.vtt', SPOKEN.en.vtt, 'text/vtt');
    return site.url('/talk');
  },
  video: (site) => ({ kind: 'page', ...BREAD, thumbnail_url: site.url('/p.jpg'), media_url: site.url('/v.mp4'), published_on: '2021-05-04' }),
  tracks: ['en manual', 'de manual'], chosen: 'de manual', chapters: [],
  isCaptions: (path) => path.endsWith('.vtt'),
});

sourceContract('A stream (HLS)', {
  prepare: (site) => {
    const list = (...lines: string[]) => ['#EXTM3U', ...lines].join('\n');
    const words = (language: string) => `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="${language}",LANGUAGE="${language}",${language === 'de' ? 'DEFAULT=YES,' : ''}URI="${language}.m3u8"`;
    site.put('/talk/master.m3u8', list('#EXT-X-SESSION-DATA:DATA-ID="com.apple.hls.title",VALUE="What bread needs"', words('en'), words('de'), '#EXT-X-STREAM-INF:BANDWIDTH=1000,SUBTITLES="s"', 'low.m3u8'), 'application/vnd.apple.mpegurl');
    site.put('/talk/low.m3u8', list('#EXTINF:213,', 'low.ts', '#EXT-X-ENDLIST'), 'application/vnd.apple.mpegurl');
    for (const language of ['en', 'de'] as const) {
      site.put(`/talk/${language}.m3u8`, list('#EXTINF:213,', `${language}.vtt`, '#EXT-X-ENDLIST'), 'application/vnd.apple.mpegurl');
      site.put(`/talk/${language}.vtt`, SPOKEN[language].vtt, 'text/vtt');
    }
    return site.url('/talk/master.m3u8');
  },
  video: (site) => ({ kind: 'hls', title: 'What bread needs', author: null, duration: 213, thumbnail_url: null, media_url: site.url('/talk/master.m3u8') }),
  tracks: ['en manual', 'de manual'], chosen: 'de manual', chapters: [],
  isCaptions: (path) => path.endsWith('.vtt'),
});
