import { endsAs, TEXT_ENDINGS } from '#lib/protocol/file-endings.ts';

/** Files of one task: what it is of, and where that is a film or sound, the words to it. */
export type FilePlan = { file: File; captions: File | null };

/** A `.json` that a person names is a transcript, as podcasts and recognisers write them. */
const WORDS = [...TEXT_ENDINGS, 'json'];

/** Whether a file is words, by its name and the browser's word; what it is in truth, its bytes say on the server. */
function isWords({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return endsAs(name, WORDS) || type.startsWith('text/');
}

/**
 * Which tasks are made of files that come together. Captions go to the film of their name (`talk.mp4`, `talk.en.srt`), or to the
 * only film there is; every other file is a task of its own, in the order they came.
 */
export function planFiles(files: readonly File[]): FilePlan[] {
  const words = files.filter(isWords);
  const films = files.filter((file) => !isWords(file));
  const only = films.length === 1 && words.length === 1;
  const taken = new Map<File, File>();
  for (const film of films) {
    const fit = words.find((file) => ![...taken.values()].includes(file) && (only || isOf(file, film)));
    if (fit) taken.set(film, fit);
  }
  const alone = files.filter((file) => ![...taken.values()].includes(file));
  return alone.map((file) => ({ file, captions: taken.get(file) ?? null }));
}

/** The file that a task goes on with, where it can be one only: words before what they would have to be heard from. */
export function oneFile(files: readonly File[]): File | undefined {
  return files.find(isWords) ?? files[0];
}

function isOf(words: File, film: File): boolean {
  const stem = film.name.replace(/\.[^.]*$/, '').toLowerCase();
  const name = words.name.toLowerCase();
  return name.startsWith(`${stem}.`);
}
