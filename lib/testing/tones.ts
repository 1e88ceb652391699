import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** One tone a second from 0.25 s to 0.75 s; the tone of second k has BASE + k × STEP hertz, so each says its number. */
const BASE = 300;
const STEP = 50;
const RATE = 16_000;

export type HeardTone = { number: number; start: number; end: number };

/** Makes a media file of so many seconds; `codec` is FFmpeg's way of saying how. */
export async function makeTones(file: string, seconds: number, codec: readonly string[]): Promise<void> {
  const tone = `if(between(mod(t,1),0.25,0.75), 0.5*sin(2*PI*(${BASE}+${STEP}*floor(t))*t), 0)`;
  await run('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', `aevalsrc='${tone}':s=48000:d=${seconds}`, ...codec, file]);
}

/** What a recogniser would hear: the tones in a piece of sound, with times from its start. */
export async function hearTones(bytes: Uint8Array): Promise<HeardTone[]> {
  const samples = await decode(bytes);
  const tones: HeardTone[] = [];
  let from = -1;
  for (let at = 0; at + 320 <= samples.length; at += 160) {
    const loud = samples.subarray(at, at + 320).some((value) => Math.abs(value) > 3000);
    if (loud && from < 0) from = at;
    if ((!loud || at + 480 > samples.length) && from >= 0) {
      tones.push(toneOf(samples.subarray(from, at), from / RATE));
      from = -1;
    }
  }
  // A tone that the border cuts is too short to be told from another.
  return tones.filter(({ start, end }) => end - start > 0.2);
}

/** Counted in the tone's middle: its edges ring. */
function toneOf(samples: Int16Array, start: number): HeardTone {
  const margin = Math.floor(samples.length / 6);
  const rises: number[] = [];
  for (let at = margin + 1; at < samples.length - margin; at++) {
    const [before = 0, after = 0] = samples.subarray(at - 1, at + 1);
    if (before < 0 && after >= 0) rises.push(at - after / (after - before));
  }
  const hertz = ((rises.length - 1) * RATE) / ((rises.at(-1) ?? 1) - (rises[0] ?? 0));
  return { number: Math.round((hertz - BASE) / STEP), start, end: start + samples.length / RATE };
}

function decode(bytes: Uint8Array): Promise<Int16Array> {
  return new Promise((resolve, reject) => {
    const child = execFile('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-f', 's16le', '-ac', '1', '-ar', String(RATE), 'pipe:1'], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 }, (error, stdout) =>
      error ? reject(error) : resolve(new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + (stdout.length & ~1)))));
    child.stdin?.on('error', () => {});
    child.stdin?.end(bytes);
  });
}
