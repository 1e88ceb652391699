import { expect, it } from 'vitest';
import { CAPTION_ENDINGS, MEDIA_ENDINGS } from '#lib/protocol/file-endings.ts';
import { recordingsOf, tracksOf } from './item-files.ts';

it.each(MEDIA_ENDINGS)('an item of one .%s is a recording', (ending) => {
  expect(recordingsOf([{ name: `talk.${ending}` }, { name: 'cover.jpg' }])).toMatchObject([{ name: `talk.${ending}` }]);
});

it('of a recording in several forms the one that plays most widely is taken', () => {
  const from = { source: 'derivative', original: 'talk.flac' };
  expect(recordingsOf([{ name: 'talk.flac' }, { name: 'talk.ogg', ...from }, { name: 'talk.mp3', ...from }])).toMatchObject([{ name: 'talk.mp3' }]);
});

it.each(CAPTION_ENDINGS)('captions beside it may be .%s', (ending) => {
  const files = [{ name: 'talk.mp4' }, { name: `talk.de.${ending}` }];
  const [recording] = recordingsOf(files);
  expect(tracksOf(files, recording!, (name) => `https://example.org/${name}`)).toMatchObject([{ url: `https://example.org/talk.de.${ending}`, language: 'de', format: ending === 'vtt' || ending === 'srt' ? ending : null }]);
});
