import type { StageView } from '#lib/protocol/task-view.ts';

export const STATUS_LABELS: Record<StageView['status'], string> = {
  pending: 'not started', running: 'running', completed: 'done', failed: 'failed', skipped: 'left out',
};

/** Seconds as a short, steady number: `0.4 s`, `12 s`, `3:05`. */
export function elapsed(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** How much longer, said no more exactly than it is known. */
export function remaining(seconds: number): string {
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes <= 1 ? 'about a minute left' : `about ${minutes} minutes left`;
}
