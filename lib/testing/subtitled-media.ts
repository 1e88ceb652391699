import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { madeOnce } from './made-once.ts';

const run = promisify(execFile);

/** What is said in these files, and when; seconds. */
export const SAID = [
  { start: 0.5, end: 1.5, text: 'Good evening, all.' },
  { start: 1.6, end: 2.25, text: 'Two & two < five' },
  { start: 2.4, end: 2.9, text: '今日は。' },
] as const;

const SRT = SAID.map(({ start, end, text }, index) => `${index + 1}\n${stamp(start)} --> ${stamp(end)}\n${text.replace('evening', '<i>evening</i>')}\n`).join('\n');
const CHAPTERS = ';FFMETADATA1\ntitle=A small talk\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=Opening\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1500\nEND=3000\ntitle=Rest & end\n';

function stamp(seconds: number): string {
  return `00:00:${String(Math.floor(seconds)).padStart(2, '0')},${String(Math.round((seconds % 1) * 1000)).padStart(3, '0')}`;
}

const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '5', '-c:a', 'aac'];
/** Each way in which FFmpeg lays subtitles into a file; all are in German and called "Deutsch". */
const WAYS = {
  'moov-last.mp4': [...X264, '-c:s', 'mov_text'],
  'moov-first.mp4': [...X264, '-c:s', 'mov_text', '-movflags', 'faststart'],
  'fragments.mp4': [...X264, '-c:s', 'mov_text', '-movflags', 'frag_keyframe+empty_moov'],
  // An index of its fragments at the start.
  'dash.mp4': [...X264, '-c:s', 'mov_text', '-movflags', 'dash+frag_keyframe+global_sidx'],
  'ttml.mp4': [...X264, '-c:s', 'ttml'],
  'quicktime.mov': [...X264, '-c:s', 'mov_text'],
  'srt.mkv': [...X264, '-c:s', 'srt'],
  'ass.mkv': [...X264, '-c:s', 'ass'],
  'webvtt.mkv': [...X264, '-c:s', 'webvtt'],
  'webvtt.webm': ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libopus', '-c:s', 'webvtt'],
  // No index, clusters whose size nobody knows.
  'live.mkv': [...X264, '-c:s', 'srt', '-f', 'matroska', '-live', '1'],
} as const;

export type SubtitledName = keyof typeof WAYS;
export const SUBTITLED = Object.keys(WAYS) as SubtitledName[];

/** A real film of three seconds with subtitles and two chapters inside; made once a machine. @returns its path */
export async function subtitledMedia(name: SubtitledName): Promise<string> {
  return madeOnce('mindtube-subtitled-media', name, async (unfinished) => {
    const [srt, chapters] = [`${unfinished}.words.srt`, `${unfinished}.chapters.txt`];
    await Promise.all([writeFile(srt, SRT), writeFile(chapters, CHAPTERS)]);
    await run('ffmpeg', [
      '-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=10:duration=3', '-f', 'lavfi', '-i', 'sine=duration=3', '-i', srt, '-i', chapters,
      '-map', '0', '-map', '1', '-map', '2', '-map_metadata', '3', '-metadata:s:s:0', 'language=ger', '-metadata:s:s:0', 'title=Deutsch', ...WAYS[name], unfinished,
    ]);
    await Promise.all([rm(srt), rm(chapters)]);
  });
}

/** When FFmpeg itself says that the lines of a file start, in seconds: muxers may shift everything by what sound needs to begin. */
export async function subtitleStarts(file: string): Promise<number[]> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-select_streams', 's:0', '-show_entries', 'packet=pts_time,size', '-of', 'csv=p=0', file]);
  return stdout.trim().split('\n').map((line) => line.split(',')).filter(([, size]) => Number(size) > 2).map(([start]) => Number(start));
}
