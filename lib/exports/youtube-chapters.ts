import { timecode } from '#lib/protocol/moment.ts';
import type { Chapter } from '#lib/protocol/result.ts';

/** YouTube takes no chapter shorter than this. Seconds. */
const SHORTEST = 10;

/**
 * Chapters as lines for a video's description, in the form that YouTube turns into chapters: the first at 0:00,
 * rising, each at least 10 s long. A shorter one joins the one before it.
 */
export function youtubeChapters(chapters: readonly Chapter[]): string {
  const kept: { at: number; title: string }[] = [];
  for (const { title, start } of chapters) {
    const last = kept.at(-1);
    const at = last ? Math.floor(start) : 0;
    if (!last || at - last.at >= SHORTEST) kept.push({ at, title: title.replace(/\s+/g, ' ').trim() });
  }
  return `${kept.map(({ at, title }) => `${timecode(at)} ${title}`).join('\n')}\n`;
}
