/** Seconds of a moment as links write it: `83`, `83s`, `1m23s`, `1h2m3s`; 0 for anything else. */
export function linkSeconds(text: string | null | undefined): number {
  const match = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})(?:\.\d+)?s?)?$/.exec(text ?? '');
  const [hours, minutes, seconds] = (match ?? []).slice(1).map((part) => Number(part ?? 0));
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
