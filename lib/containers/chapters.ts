/** More than any book has. */
const MOST = 1000;
const LONGEST_TITLE = 300;

/** Chapters of a file as they are shown: named, in order, each start once. */
export function tidyChapters(found: readonly { title: string; start: number }[]): { title: string; start: number }[] {
  const named = found
    .map(({ title, start }) => ({ title: title.replace(/[\u0000-\u001f\s]+/g, ' ').trim().slice(0, LONGEST_TITLE).toWellFormed(), start: Math.round(start * 1000) / 1000 }))
    .filter(({ title, start }) => title !== '' && start >= 0 && Number.isFinite(start))
    .toSorted((a, b) => a.start - b.start);
  return named.filter(({ start }, index) => start !== named[index - 1]?.start).slice(0, MOST);
}
