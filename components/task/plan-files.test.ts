import { describe, expect, it } from 'vitest';
import { MEDIA_ENDINGS, TEXT_ENDINGS } from '#lib/protocol/file-endings.ts';
import { oneFile, planFiles } from './plan-files.ts';

const files = (...names: string[]) => names.map((name) => new File(['x'], name));
const planned = (...names: string[]) => planFiles(files(...names)).map(({ file, captions }) => (captions ? `${file.name} + ${captions.name}` : file.name));

describe('planFiles', () => {
  it('gives captions to the only film, whatever the two are called', () => {
    expect(planned('subs.srt', 'Holiday.mp4')).toEqual(['Holiday.mp4 + subs.srt']);
  });

  it('gives captions to the film of their name, with or without a language', () => {
    expect(planned('b.mp4', 'a.EN.vtt', 'A.mkv', 'b.srt')).toEqual(['b.mp4 + b.srt', 'A.mkv + a.EN.vtt']);
  });

  it.each([...TEXT_ENDINGS, 'json'])('knows a .%s for words to a film', (ending) => {
    expect(planned(`talk.${ending}`, 'talk.mp4', 'other.mp3')).toEqual([`talk.mp4 + talk.${ending}`, 'other.mp3']);
  });

  it.each(MEDIA_ENDINGS)('knows a .%s for a film', (ending) => {
    expect(planned(`talk.${ending}`, 'words.srt')).toEqual([`talk.${ending} + words.srt`]);
  });

  it('makes a task of every film, and of captions that are no film’s', () => {
    expect(planned('a.mp4', 'b.mp3', 'notes.txt')).toEqual(['a.mp4', 'b.mp3', 'notes.txt']);
  });

  it('loses none: a second transcript of a film is a task of its own', () => {
    expect(planned('talk.mp4', 'talk.en.srt', 'talk.de.srt')).toEqual(['talk.mp4 + talk.en.srt', 'talk.de.srt']);
  });

  it('knows words that only the browser knows for text', () => {
    expect(planFiles([new File(['x'], 'transcript', { type: 'text/plain' }), new File(['x'], 'talk.mp4')])).toHaveLength(1);
  });
});

describe('oneFile', () => {
  it('is the words where there are some, else the first', () => {
    expect(oneFile(files('talk.mp4', 'talk.srt'))?.name).toBe('talk.srt');
    expect(oneFile(files('a.mp4', 'b.mp4'))?.name).toBe('a.mp4');
    expect(oneFile([])).toBeUndefined();
  });
});
