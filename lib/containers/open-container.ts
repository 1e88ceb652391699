import type { ByteFile } from './byte-file.ts';
import type { Container } from './container.ts';
import { openMatroska } from './matroska/open-matroska.ts';
import { openMp4 } from './mp4/open-mp4.ts';

/**
 * Looks into an MP4, QuickTime, Matroska or WebM file for its subtitles, chapters and title, by as few and as small
 * reads as it can. @returns null where the file is none of these, or broken @throws Failure of the reads
 */
export async function openContainer(file: ByteFile): Promise<Container | null> {
  const head = await file.read(0, 16, 8 * 1024);
  if (isMatroska(head)) return openMatroska(file);
  return isMp4(head) ? openMp4(file) : null;
}

function isMatroska(head: Uint8Array): boolean {
  return [0x1a, 0x45, 0xdf, 0xa3].every((byte, index) => head[index] === byte);
}

const FIRST_BOXES = new Set(['ftyp', 'styp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'moof', 'sidx']);

function isMp4(head: Uint8Array): boolean {
  return FIRST_BOXES.has(String.fromCharCode(...head.subarray(4, 8)));
}
