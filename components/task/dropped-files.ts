import { Failure } from '#lib/protocol/errors.ts';
import { endsAs, MEDIA_ENDINGS, TEXT_ENDINGS } from '#lib/protocol/file-endings.ts';

/** Files of folders that are taken at once: each becomes a task. */
const MOST = 50;
/** Names that are looked at before a folder is given up: a whole disk is let go by mistake. */
const LOOKED_AT = 2000;
/**
 * Of what lies in a folder by the way, only what can be understood; a file that a person names is sent whatever it is called.
 * Most `.json` in folders is no transcript, so it is named or left.
 */
const FIT = [...MEDIA_ENDINGS, ...TEXT_ENDINGS];

/**
 * What is let go over a page, or pasted: its files, and in the place of each folder those in it and below it that can be understood.
 * @throws Failure where a folder holds none, or more than are taken at once
 */
export async function droppedFiles({ items, files }: DataTransfer): Promise<File[]> {
  // Only now, before anything is waited for, do they tell.
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  const folders = entries.filter(isFolder);
  if (folders.length === 0) return [...files];
  const found = await Promise.all([...files].map(async (file, index) => {
    const entry = entries[index];
    return isFolder(entry) ? filesIn(entry) : [file];
  }));
  const all = found.flat();
  if (all.length > MOST) throw tooMany(folders);
  if (all.length === 0) throw new Failure('not_media', { message: `There is nothing to understand in ${named(folders)}.`, hint: 'Video, sound, captions and transcripts are taken, also from folders inside.' });
  return all;
}

async function filesIn(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const found: FileSystemFileEntry[] = [];
  const waiting: FileSystemDirectoryEntry[] = [folder];
  let seen = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    for (const entry of await listed(next)) {
      seen += 1;
      if (entry.name.startsWith('.')) continue;
      if (isFolder(entry)) waiting.push(entry);
      else if (isFile(entry) && endsAs(entry.name, FIT)) found.push(entry);
    }
    if (found.length > MOST || seen > LOOKED_AT) throw tooMany([folder]);
  }
  const byName = new Intl.Collator(undefined, { numeric: true });
  return Promise.all(found.toSorted((one, other) => byName.compare(one.fullPath, other.fullPath)).map(fileOf));
}

function isFolder(entry: FileSystemEntry | null | undefined): entry is FileSystemDirectoryEntry {
  return entry?.isDirectory ?? false;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** A folder lists its entries piece by piece, and says by an empty piece that it is through. */
async function listed(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => Promise.reject(unreadable(folder)));
    if (piece.length === 0 || all.length > LOOKED_AT) return all;
    all.push(...piece);
  }
}

async function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => Promise.reject(unreadable(entry)));
}

function tooMany(folders: readonly FileSystemEntry[]): Failure {
  return new Failure('too_large', { message: `There is too much in ${named(folders)} to take it at once.`, hint: `At most ${MOST} files are taken together: choose some of them, or a folder inside.` });
}

function unreadable({ name }: FileSystemEntry): Failure {
  return new Failure('not_media', { message: `The browser may not read “${name}”.`, hint: 'Choose the files themselves.' });
}

function named(entries: readonly FileSystemEntry[]): string {
  return entries.map(({ name }) => `“${name}”`).join(', ');
}
