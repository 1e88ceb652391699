import type { ImitatedSite } from './imitated-site.ts';
import { SPOKEN } from './spoken.ts';

/** A podcast of two episodes with transcripts in every format of the podcast namespace; the second in the feed is the newest. */
export function podcast(site: ImitatedSite): void {
  site.put('/feed.xml', FEED, 'application/rss+xml');
  site.put('/en.vtt', SPOKEN.en.vtt, 'text/vtt');
  site.put('/de.vtt', SPOKEN.de.vtt, 'text/vtt');
  site.put('/old.json', { version: '1.0.0', segments: [{ speaker: 'Ada', startTime: 1.234, endTime: 3.235, body: 'The first time.' }] });
  site.put('/old.html', '<cite>Ada:</cite><time>0:01</time><p>The first time, in HTML.</p>', 'text/html');
  site.put('/chapters.json', { version: '1.2.0', chapters: [{ startTime: 0, title: 'Start' }, { startTime: 30, title: 'Hidden', toc: false }, { startTime: 61.5, title: 'Dough' }] }, 'application/json+chapters');
  site.put('/2', `<!doctype html><title>Ep</title><link rel="alternate" type="application/rss+xml" href="/feed.xml"><audio src="https://cdn.example.org/x.mp3">`, 'text/html');
}

const FEED = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters"><channel>
<title>Ada bakes</title><link>https://example.org/</link><language>de-de</language><image><url>/channel.jpg</url><title>not this</title></image>
<item><title>First &amp; old</title><guid isPermaLink="false">ep-1</guid><link>/1</link><pubDate>Mon, 03 May 2021 10:00:00 +0000</pubDate><enclosure url="/1.mp3" type="audio/mpeg" length="1"/>
<podcast:transcript url="/old.html" type="text/html"/><podcast:transcript url="/old.json" type="application/json"/>
<psc:chapters><psc:chapter start="00:00:00" title="A"/><psc:chapter start="00:01:01.500" title="B"/></psc:chapters></item>
<item><title>What bread needs</title><guid>ep-2</guid><link>/2</link><pubDate>Tue, 04 May 2021 10:00:00 +0000</pubDate><itunes:duration>3:33</itunes:duration><itunes:image href="/2.jpg"/>
<description><![CDATA[<p>About <b>bread</b></p>]]></description><enclosure url="/2.mp3" type="audio/mpeg" length="1"/>
<podcast:transcript url="/de.vtt" type="text/vtt" language="de"/><podcast:transcript url="/en.vtt" type="text/vtt" language="en"/><podcast:chapters url="/chapters.json" type="application/json+chapters"/></item>
<item><title>Only words</title><guid>ep-3</guid><pubDate>Wed, 05 May 2021 10:00:00 +0000</pubDate></item>
</channel></rss>`;
