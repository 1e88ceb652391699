import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { madeOnce } from './made-once.ts';

const run = promisify(execFile);
const SECONDS = 3;

/** FFmpeg's way of saying each kind of file; all hold sound, the first two a picture too. */
const CODECS = {
  mp4: ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
  webm: ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus'],
  mkv: ['-vn', '-c:a', 'aac'],
  mp3: ['-vn', '-c:a', 'libmp3lame'],
  wav: ['-vn', '-c:a', 'pcm_s16le'],
} as const;

export type MediaKind = keyof typeof CODECS;

/** A real file of three seconds, titled "A small talk" by "Ada"; made once a machine. @returns its path */
export async function smallMedia(kind: MediaKind): Promise<string> {
  return madeOnce('mindtube-small-media', `talk.${kind}`, (unfinished) => run('ffmpeg', [
    '-v', 'error', '-y', '-f', 'lavfi', '-i', `testsrc=size=64x64:rate=10:duration=${SECONDS}`, '-f', 'lavfi', '-i', `sine=duration=${SECONDS}`,
    ...CODECS[kind], '-metadata', 'title=A small talk', '-metadata', 'artist=Ada', unfinished,
  ]));
}
