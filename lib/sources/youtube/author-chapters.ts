import { z } from 'zod';
import type { Resolved } from '../source.ts';

type Chapters = Resolved['author_chapters'];

const zChapter = z.looseObject({ chapterRenderer: z.looseObject({ title: z.looseObject({ simpleText: z.string().min(1) }), timeRangeStartMillis: z.number().min(0) }) });
const zMarkers = z.array(z.looseObject({ key: z.string(), value: z.looseObject({ chapters: z.array(zChapter) }) }));

/** Chapters of a `/next` answer. YouTube's own ("AUTO_CHAPTERS") are not the author's. */
export function chaptersOfNext(answer: unknown): Chapters {
  const found = markersMap(answer, 0);
  const usable = (found ?? []).flatMap((marker) => zMarkers.element.safeParse(marker).data ?? []);
  const own = usable.find(({ key }) => key === 'DESCRIPTION_CHAPTERS');
  return (own?.value.chapters ?? []).map(({ chapterRenderer: { title, timeRangeStartMillis } }) => ({ title: title.simpleText, start: timeRangeStartMillis / 1000 }));
}

const PATH = ['playerOverlays', 'playerOverlayRenderer', 'decoratedPlayerBarRenderer', 'decoratedPlayerBarRenderer', 'playerBar', 'multiMarkersPlayerBarRenderer', 'markersMap'];

function markersMap(value: unknown, step: number): unknown[] | null {
  const key = PATH[step];
  if (key === undefined) return Array.isArray(value) ? value : null;
  return typeof value === 'object' && value !== null && key in value ? markersMap((value as Record<string, unknown>)[key], step + 1) : null;
}

const STAMPED = /^[^\p{L}\d]*(?:(\d{1,2}):)?(\d{1,2}):(\d{2})\b[\s\-–—:.|)\]]*(.*)$/u;

/** A time list in a description, by YouTube's own rule: from 0:00, at least three, rising. */
export function chaptersOfDescription(text: string): Chapters {
  const chapters = text.split('\n').flatMap((line) => {
    const [, hours = '0', minutes, seconds, title = ''] = STAMPED.exec(line) ?? [];
    return minutes === undefined || title.trim() === '' ? [] : [{ title: title.trim(), start: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) }];
  });
  const rising = chapters.every(({ start }, index) => index === 0 || start > (chapters[index - 1]?.start ?? 0));
  return chapters.length >= 3 && chapters[0]?.start === 0 && rising ? chapters : [];
}
