import type { ConnectionWord } from '#lib/client/task-progress.ts';

/** What the badge says, and what it means. */
export const CONNECTION_WORDS: Record<ConnectionWord, { label: string; sentence: string }> = {
  live: { label: 'Live', sentence: 'What you see is what is happening now.' },
  'catching-up': { label: 'Catching up', sentence: 'Fetching what happened in the meantime.' },
  reconnecting: { label: 'Reconnecting', sentence: 'The server cannot be reached just now. What is done is kept, and nothing will be missed.' },
  offline: { label: 'Offline', sentence: 'This device has no network. The work goes on, and nothing will be missed.' },
  denied: { label: 'Not connected', sentence: 'This page no longer follows the task.' },
};

const TROUBLE = new Set<ConnectionWord>(['reconnecting', 'offline']);

export function isTrouble(connection: ConnectionWord): boolean {
  return TROUBLE.has(connection);
}

/** What is worth saying aloud when one state follows another: trouble, and its end; never the first moments of a page. */
export function connectionNews(before: ConnectionWord, after: ConnectionWord): string | null {
  if (before === after) return null;
  if (isTrouble(after)) return `${CONNECTION_WORDS[after].label}. ${CONNECTION_WORDS[after].sentence}`;
  if (isTrouble(before) && after === 'catching-up') return 'Connected again. Catching up.';
  if ((isTrouble(before) || before === 'denied') && after === 'live') return 'Connected again. Live.';
  return null;
}
