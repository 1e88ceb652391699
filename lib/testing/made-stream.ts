import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const SRT = '1\n00:00:00,500 --> 00:00:01,500\nGood evening, all.\n\n2\n00:00:02,400 --> 00:00:03,900\nIt is late.\n';

/** How FFmpeg makes a stream: in transport streams, in fragments of MP4, or locked with a key whose address is written into it. */
export type StreamKind = { segments: 'mpegts' | 'fmp4'; key_url?: string };

/** A stream of six seconds, by FFmpeg: `master.m3u8`, German subtitles, one segment a second. @returns its folder, which is the caller's to remove */
export async function madeStream({ segments, key_url }: StreamKind): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'mindtube-stream-'));
  const at = (name: string) => path.join(directory, name);
  await writeFile(at('words.srt'), SRT);
  await writeFile(at('stream.key'), Buffer.from('0123456789abcdef'));
  if (key_url !== undefined) await writeFile(at('key.txt'), `${key_url}\n${at('stream.key')}\n`);
  await run('ffmpeg', [
    '-v', 'error', '-y', '-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=10:duration=6', '-f', 'lavfi', '-i', 'sine=duration=6', '-i', at('words.srt'), '-map', '0', '-map', '1', '-map', '2',
    '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-c:s', 'webvtt', '-f', 'hls', '-hls_time', '1', '-hls_playlist_type', 'vod', '-hls_segment_type', segments,
    ...(key_url === undefined ? [] : ['-hls_key_info_file', at('key.txt')]), '-var_stream_map', 'v:0,a:0,s:0,sgroup:subs,language:de,name:x', '-master_pl_name', 'master.m3u8', 'out_%v.m3u8',
  ], { cwd: directory });
  return directory;
}
