import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseCaptions } from '#lib/captions/parse-captions.ts';
import { invariant } from '#lib/platform/invariant.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import type { Source } from './source.ts';

const CAPTIONS = path.join(process.cwd(), 'public', 'sample', 'lecture.vtt');
const TITLE = 'How to remember what you learn';

/** The bundled lecture: read from disk, so that the first run needs no network. */
export function createSampleSource(): Source {
  return {
    name: 'sample',
    matches: (url) => url.href === SAMPLE_URL,
    async resolve() {
      const cues = await sampleCues();
      return {
        source: 'sample',
        video: { kind: 'sample', title: TITLE, author: 'MindTube', duration: cues.at(-1)?.end ?? null, thumbnail_url: '/sample/lecture.jpg', page_url: '/sample/lecture.mp4', media_url: '/sample/lecture.mp4', start_at: 0 },
        author_chapters: [],
        tracks: [{ url: SAMPLE_URL, language: 'en', kind: 'manual', label: 'English', format: 'vtt' }],
        audio_url: null,
        notices: [],
      };
    },
    async captions({ tracks: [track] }) {
      invariant(track, 'the sample has one track');
      return { track, language: 'en', cues: await sampleCues() };
    },
  };
}

async function sampleCues() {
  const parsed = parseCaptions(await readFile(CAPTIONS, 'utf8'), 'vtt');
  invariant(parsed, 'the bundled captions can be read');
  return parsed.cues;
}
