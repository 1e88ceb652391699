import type { Chapter } from '#lib/protocol/result.ts';
import { writeVtt } from '#lib/captions/write-vtt.ts';

/** Chapters as a WebVTT file for `<track kind="chapters">`: one after the other, each ending where the next begins. */
export function chaptersVtt(chapters: readonly Chapter[]): string {
  return writeVtt(chapters.map(({ title, start, end }, index) => ({ start, end: Math.max(start, chapters[index + 1]?.start ?? end), text: title })));
}
