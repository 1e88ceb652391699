import { z } from 'zod';
import { shortLanguage } from '#lib/captions/language.ts';
import { parseLength } from '#lib/captions/clock-text.ts';
import { CAPTION_ENDINGS, endingOf, endsAs, MEDIA_ENDINGS } from '#lib/protocol/file-endings.ts';
import type { CaptionTrack } from '../source.ts';

/** A file in the metadata of an item; what is derived names its original. */
export const zArchiveFile = z.looseObject({
  name: z.string().min(1),
  source: z.string().nullish(),
  original: z.union([z.string(), z.array(z.string()).transform((all) => all[0])]).nullish().catch(null),
  title: z.string().nullish().catch(null),
  length: z.string().nullish().catch(null),
});
type ArchiveFile = z.infer<typeof zArchiveFile>;

export type Recording = {
  name: string;
  /** The file that it was made from, or itself. */
  original: string;
  title: string | null;
  /** Seconds. */
  duration: number | null;
};

/** Each recording once, in the form that plays most widely, in the item's order. */
export function recordingsOf(files: readonly ArchiveFile[]): Recording[] {
  const media = files.filter(({ name }) => rank(name) >= 0);
  const byOriginal = Map.groupBy(media, (file) => originalOf(file));
  return [...byOriginal].map(([original, forms]) => {
    const best = forms.toSorted((a, b) => rank(a.name) - rank(b.name))[0]!;
    const length = forms.map((form) => parseLength(form.length)).find((seconds) => seconds !== null) ?? null;
    return { name: best.name, original, title: forms.find((form) => form.title)?.title ?? null, duration: length };
  });
}

/** Captions carry the name of a recording: `talk.vtt`, `talk.en.srt`, `talk.asr.srt`; one recording alone owns them all. */
export function tracksOf(files: readonly ArchiveFile[], { name, original }: Recording, address: (name: string) => string): CaptionTrack[] {
  const captions = files.filter((file) => endsAs(file.name, CAPTION_ENDINGS));
  const stems = [stemOf(name), stemOf(original)];
  const own = captions.filter((file) => stems.some((stem) => file.name.startsWith(`${stem}.`) || file.name.startsWith(`${stem}_`)));
  const alone = new Set(files.filter((file) => rank(file.name) >= 0).map(originalOf)).size === 1;
  return (alone && own.length === 0 ? captions : own).map((file) => trackOf(file.name, address)).toSorted((a, b) => Number(b.format === 'vtt') - Number(a.format === 'vtt'));
}

/** Of other captions the bytes tell. */
const FORMATS: Record<string, CaptionTrack['format']> = { vtt: 'vtt', srt: 'srt' };

function trackOf(name: string, address: (name: string) => string): CaptionTrack {
  const marks = name.split(/[._]/).slice(1, -1).slice(-2);
  const language = marks.filter((mark) => /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(mark) && mark !== 'asr').map(shortLanguage).find((tag) => tag !== null);
  return { url: address(name), language: language ?? 'und', kind: marks.includes('asr') ? 'auto' : 'manual', label: null, format: FORMATS[endingOf(name)] ?? null };
}

function originalOf({ name, source, original }: ArchiveFile): string {
  return source === 'derivative' && original ? original : name;
}

function rank(name: string): number {
  return (MEDIA_ENDINGS as readonly string[]).indexOf(endingOf(name));
}

const stemOf = (name: string) => name.replace(/\.[A-Za-z0-9]+$/, '').replace(/\.ia$|_512kb$/, '');
