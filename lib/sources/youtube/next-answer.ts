import { z } from 'zod';
import { publishedOn } from '../published-on.ts';
import type { Resolved } from '../source.ts';

type Chapters = Resolved['author_chapters'];

const zChapter = z.looseObject({ chapterRenderer: z.looseObject({ title: z.looseObject({ simpleText: z.string().min(1) }), timeRangeStartMillis: z.number().min(0) }) });
const zMarker = z.looseObject({ key: z.string(), value: z.looseObject({ chapters: z.array(zChapter) }) });
const MARKERS = ['playerOverlays', 'playerOverlayRenderer', 'decoratedPlayerBarRenderer', 'decoratedPlayerBarRenderer', 'playerBar', 'multiMarkersPlayerBarRenderer', 'markersMap'];

/** Chapters of a `/next` answer. YouTube's own ("AUTO_CHAPTERS") are not the author's. */
export function chaptersOfNext(answer: unknown): Chapters {
  const markers = listAt(answer, MARKERS).flatMap((marker) => zMarker.safeParse(marker).data ?? []);
  const own = markers.find(({ key }) => key === 'DESCRIPTION_CHAPTERS');
  return (own?.value.chapters ?? []).map(({ chapterRenderer: { title, timeRangeStartMillis } }) => ({ title: title.simpleText, start: timeRangeStartMillis / 1000 }));
}

const CONTENTS = ['contents', 'twoColumnWatchNextResults', 'results', 'results', 'contents'];
const zPrimary = z.looseObject({ videoPrimaryInfoRenderer: z.looseObject({ dateText: z.looseObject({ simpleText: z.string() }) }) });

/** `Jul 30, 2018`, `Premiered Jul 30, 2018`, `Streamed live on Jul 30, 2018` as a day. */
export function publishedOfNext(answer: unknown): string | undefined {
  const [primary] = listAt(answer, CONTENTS).flatMap((part) => zPrimary.safeParse(part).data ?? []);
  const text = primary?.videoPrimaryInfoRenderer.dateText.simpleText ?? '';
  return publishedOn(/[A-Z][a-z]{2} \d{1,2}, \d{4}/.exec(text)?.[0]);
}

function listAt(value: unknown, path: readonly string[]): unknown[] {
  let inner = value;
  for (const key of path) inner = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined;
  return Array.isArray(inner) ? inner : [];
}
