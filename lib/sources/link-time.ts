import { parseClock } from '#lib/captions/clock-text.ts';

/** Seconds of a moment as links write it: `83`, `83.5s`, `1m23s`, `1h2m3s`, `1:23`, and with an end `npt:83,90`; 0 for anything else. */
export function linkSeconds(text: string | null | undefined): number {
  const [from = ''] = (text ?? '').replace(/^npt:/, '').split(',', 1);
  const match = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6}(?:\.\d{1,6})?)s?)?$/.exec(from);
  if (!match) return parseClock(from) ?? 0;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}

/** Seconds named by what follows the # of an address (https://www.w3.org/TR/media-frags/): `#t=83`; 0 where it names none. */
export function fragmentSeconds({ hash }: URL): number {
  return linkSeconds(new URLSearchParams(hash.slice(1)).get('t'));
}
