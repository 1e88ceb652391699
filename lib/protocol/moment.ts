import type { Video } from './result.ts';

/** Seconds as people write them: `1:05`, `1:02:03`. */
export function timecode(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const tail = `${hours > 0 ? String(minutes).padStart(2, '0') : minutes}:${String(rest).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** A length of time in words for people: `45 s`, `12 min`, `1 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The moment that a media fragment names: `#t=83.5`; null where it names none. Seconds. */
export function momentOf(hash: string): number | null {
  const [, seconds] = /^#t=(\d+(?:\.\d+)?)$/.exec(hash) ?? [];
  return seconds === undefined ? null : Number(seconds);
}

/** A moment of the video on the page that shows it, as a media fragment. */
export function momentHash(seconds: number): string {
  return `#t=${seconds}`;
}

/** The address of one moment of a video, in the way its own site writes it; media fragments elsewhere. */
export function momentUrl(video: Pick<Video, 'kind' | 'page_url' | 'media_url'>, seconds: number): string {
  const at = Math.floor(seconds);
  if (video.kind === 'youtube' || video.kind === 'peertube') {
    const url = new URL(video.page_url);
    url.searchParams.set(video.kind === 'youtube' ? 't' : 'start', `${at}s`);
    return url.href;
  }
  const base = video.media_url ?? video.page_url;
  return `${base.split('#')[0]}#t=${at}`;
}
