// Makes the bundled lecture (public/sample/lecture.{mp4,vtt,jpg}) with espeak-ng and ffmpeg.
// Run it after a change of sample-lecture.mjs: node scripts/make-sample.mjs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mustRun } from './children.mjs'
import { ROOT } from './prepare.mjs'
import { SECTIONS, TITLE } from './sample-lecture.mjs'
import { slidePng } from './sample-slide.mjs'

const RATE = 22_050
const PAUSE = { start: 0.4, sentence: 0.3, section: 0.9 }
const OUT = path.join(ROOT, 'public', 'sample')
const VOICE = ['-v', 'en-gb-x-rp', '-s', '158', '-p', '42', '-g', '2']

/** One sentence spoken: 16-bit mono samples, silence at both ends cut off. @param {string} text @param {string} file */
async function speak(text, file) {
  await mustRun('espeak-ng', [...VOICE, '-w', file, text])
  const wav = readFileSync(file)
  const data = wav.subarray(wav.indexOf('data') + 8)
  const samples = new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + (data.length & ~1)))
  const loud = (/** @type {number} */ sample) => Math.abs(sample) > 60
  return samples.subarray(Math.max(0, samples.findIndex(loud)), samples.findLastIndex(loud) + 1)
}

/** @param {string} dir */
async function makeTrack(dir) {
  const parts = [silence(PAUSE.start)]
  const cues = []
  const slides = []
  let length = parts[0].length
  const add = (/** @type {Int16Array} */ samples) => { parts.push(samples); length += samples.length }
  for (const [number, section] of SECTIONS.entries()) {
    if (number > 0) add(silence(PAUSE.section))
    slides.push({ from: number === 0 ? 0 : length / RATE, section, number, points: 0 })
    let points = 0
    for (const sentence of section.sentences) {
      const start = length / RATE
      if (sentence.point) slides.push({ from: start, section, number, points: ++points })
      add(await speak(sentence.text, path.join(dir, 'sentence.wav')))
      cues.push({ start, end: length / RATE, text: sentence.text })
      add(silence(PAUSE.sentence))
    }
  }
  add(silence(PAUSE.section))
  return { samples: parts, cues, slides, seconds: length / RATE }
}

const silence = (/** @type {number} */ seconds) => new Int16Array(Math.round(seconds * RATE))

/** @param {Int16Array[]} parts */
const pcm = (parts) => Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)))

/** @param {number} seconds */
function clock(seconds) {
  const ms = Math.round(seconds * 1000)
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0')
  return `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`
}

/** A caption of two lines where one would be long. @param {string} text */
function wrap(text) {
  if (text.length <= 48) return text
  const spaces = [...text.matchAll(/ /g)].map((match) => match.index)
  const middle = spaces.reduce((best, at) => (Math.abs(at - text.length / 2) < Math.abs(best - text.length / 2) ? at : best))
  return `${text.slice(0, middle)}\n${text.slice(middle + 1)}`
}

async function main() {
  const dir = mkdtempSync(path.join(tmpdir(), 'mindtube-sample-'))
  try {
    const { samples, cues, slides, seconds } = await makeTrack(dir)
    writeFileSync(path.join(dir, 'speech.pcm'), pcm(samples))
    slides.forEach((slide, index) => writeFileSync(path.join(dir, `${index}.png`), slidePng(slide)))
    const shown = slides.map((slide, index) => `file ${index}.png\nduration ${(slides[index + 1]?.from ?? seconds) - slide.from}`)
    writeFileSync(path.join(dir, 'slides.txt'), `${shown.join('\n')}\nfile ${slides.length - 1}.png\n`)
    await mustRun('ffmpeg', ['-y', '-v', 'error', '-f', 'concat', '-safe', '0', '-i', path.join(dir, 'slides.txt'),
      '-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', path.join(dir, 'speech.pcm'),
      '-vf', 'fps=10,format=yuv420p', '-c:v', 'libx264', '-preset', 'veryslow', '-tune', 'stillimage', '-crf', '27', '-g', '50',
      '-af', 'highpass=f=90,equalizer=f=3200:t=q:w=1:g=-3,loudnorm=I=-18:TP=-2,aresample=44100', '-c:a', 'aac', '-b:a', '56k',
      '-t', String(seconds), '-metadata', `title=${TITLE}`, '-metadata', 'artist=MindTube', '-metadata:s:a:0', 'language=eng',
      '-movflags', '+faststart', '-fflags', '+bitexact', path.join(OUT, 'lecture.mp4')])
    writeFileSync(path.join(OUT, 'lecture.vtt'), `WEBVTT\nLanguage: en\n\n${cues.map((cue) => `${clock(cue.start)} --> ${clock(cue.end)}\n${wrap(cue.text)}\n`).join('\n')}`)
    await mustRun('ffmpeg', ['-y', '-v', 'error', '-i', path.join(dir, '1.png'), '-q:v', '4', path.join(OUT, 'lecture.jpg')])
    console.log(`${seconds.toFixed(1)} s, ${cues.length} captions, ${slides.length} slides`)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

await main()
