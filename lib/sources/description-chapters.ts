import type { Resolved } from './source.ts';

type Chapters = Resolved['author_chapters'];

const STAMPED = /^[^\p{L}\d]*(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\b[\s\-–—:.|)\]]*(.*)$/su;

/** A time list in a description, by YouTube's own rule: from 0:00, at least three, rising. */
export function chaptersOfDescription(text: string): Chapters {
  const chapters = text.split('\n').flatMap((line) => {
    const [, hours = '0', minutes, seconds, title = ''] = STAMPED.exec(line) ?? [];
    return minutes === undefined || title.trim() === '' ? [] : [{ title: title.trim(), start: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) }];
  });
  const rising = chapters.every(({ start }, index) => index === 0 || start > (chapters[index - 1]?.start ?? 0));
  return chapters.length >= 3 && chapters[0]?.start === 0 && rising ? chapters : [];
}

/** Text of a description in HTML; each of its blocks is a line. */
export function linesOfHtml(html: string): string {
  return html.replace(/<br\s*\/?>|<\/(p|div|li)>/gi, '\n').replace(/<[^<>]*>/g, '');
}
