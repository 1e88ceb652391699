import type { ImitatedSite } from './imitated-site.ts';
import { SPOKEN, SPOKEN_SRT } from './spoken.ts';

/** An item of one recording, in its original and derived forms, with captions under its name. */
export function archiveItem(site: ImitatedSite): void {
  site.put('/metadata/what-bread-needs', {
    created: 1, server: 'ia800001.us.archive.org', dir: '/1/items/what-bread-needs',
    metadata: { identifier: 'what-bread-needs', title: 'What bread needs', creator: ['Ada bakes'], date: '2021-05-04', language: 'German', mediatype: 'movies', description: '0:00 Start<br />1:01 Dough<br>2:00 Time' },
    files: [
      { name: 'bread talk.mov', source: 'original', format: 'QuickTime', length: '213.00' },
      { name: 'bread talk.mp4', source: 'derivative', original: 'bread talk.mov', format: 'h.264', length: '213.00' },
      { name: 'bread talk.en.vtt', source: 'original', format: 'Web Video Text Tracks' },
      { name: 'bread talk.asr.srt', source: 'derivative', original: 'bread talk.mov', format: 'SubRip' },
      { name: 'bread talk.de.vtt', source: 'original', format: 'Web Video Text Tracks' },
      { name: 'what-bread-needs_meta.xml', source: 'original', format: 'Metadata' },
    ],
  });
  site.put('/download/what-bread-needs/bread%20talk.en.vtt', SPOKEN.en.vtt, 'text/vtt');
  site.put('/download/what-bread-needs/bread%20talk.de.vtt', SPOKEN.de.vtt, 'text/vtt');
  site.put('/download/what-bread-needs/bread%20talk.asr.srt', SPOKEN_SRT);
}
