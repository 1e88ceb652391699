// Draws one slide of the bundled lecture as a PNG of 1280 x 720.
import { Resvg } from '@resvg/resvg-js'
import { SECTIONS, TITLE } from './sample-lecture.mjs'

const INK = '#23263a'
const SOFT = '#6b7089'
const ACCENT = '#4b57c0'
const SERIF = 'font-family="Noto Serif, DejaVu Serif, Georgia, serif"'
const SANS = 'font-family="Noto Sans, DejaVu Sans, Helvetica, sans-serif"'

/**
 * @param {{ section: import('./sample-lecture.mjs').Section, number: number, points: number }} slide points: how many are shown
 * @returns {Uint8Array}
 */
export function slidePng({ section, number, points }) {
  const body = number === 0 ? opening(points) : content(section, points)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="720">
    <rect width="1280" height="720" fill="#faf9f5"/>${body}${dots(number)}</svg>`
  return new Resvg(svg, { font: { loadSystemFonts: true } }).render().asPng()
}

/** @param {number} points */
function opening(points) {
  const line = SECTIONS[0].sentences.find((sentence) => sentence.point)?.point ?? ''
  return `<circle cx="1060" cy="240" r="250" fill="#eceaf6"/><circle cx="1150" cy="420" r="130" fill="#dcdcf3"/>
    <text x="110" y="330" ${SERIF} font-size="74" fill="${INK}">How to remember</text>
    <text x="110" y="424" ${SERIF} font-size="74" fill="${ACCENT}">what you learn</text>
    ${points > 0 ? `<text x="112" y="500" ${SANS} font-size="32" fill="${SOFT}">${line}</text>` : ''}`
}

/** @param {import('./sample-lecture.mjs').Section} section @param {number} points */
function content(section, points) {
  const all = section.sentences.flatMap((sentence) => sentence.point ?? [])
  const lines = all.slice(0, points).map((point, index) => {
    const y = 300 + index * 92
    return `<circle cx="124" cy="${y - 11}" r="8" fill="${ACCENT}"/><text x="156" y="${y}" ${SANS} font-size="34" fill="${INK}">${point}</text>`
  })
  return `<rect x="110" y="196" width="96" height="6" rx="3" fill="${ACCENT}"/>
    <text x="110" y="160" ${SERIF} font-size="60" fill="${INK}">${section.title}</text>${lines.join('')}${curve(section.curve)}`
}

/** Memory over time: once falling, or held up by reviews. @param {import('./sample-lecture.mjs').Section['curve']} kind */
function curve(kind) {
  if (kind === 'none') return ''
  const falling = 'M860 300 C880 470 940 520 1190 540'
  const steps = 'M860 300 Q875 400 915 440 L915 300 Q940 380 995 410 L995 300 Q1030 355 1090 375 L1090 300 Q1130 325 1190 335'
  return `<path d="M850 270 V560 H1200" fill="none" stroke="${SOFT}" stroke-width="3" stroke-linecap="round"/>
    <path d="${kind === 'falling' ? falling : steps}" fill="none" stroke="${ACCENT}" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"/>
    <text x="846" y="248" ${SANS} font-size="24" fill="${SOFT}">memory</text><text x="1146" y="598" ${SANS} font-size="24" fill="${SOFT}">time</text>`
}

/** Where we are in the lecture. @param {number} number */
function dots(number) {
  const places = SECTIONS.map((_, index) =>
    `<circle cx="${118 + index * 28}" cy="650" r="6" fill="${index === number ? ACCENT : '#cfcfdc'}"/>`)
  return `${places.join('')}<text x="1170" y="657" ${SANS} font-size="22" fill="${SOFT}" text-anchor="end">${number === 0 ? '' : TITLE}</text>`
}
