import { zResult, type Result } from '#lib/protocol/result.ts';

/** A title that holds what markup languages take for syntax, in three scripts. */
export const NASTY = `<img src=x onerror=alert(1)> "quoted" & 'ticked' ]]> # 1. *bold* | \`code\` (round) [square] {curly} 日本語 مرحبا`;

/** A result with every part filled, and with titles that try each format. */
export function richResult(): Result {
  return zResult.parse({
    video: { kind: 'media', title: NASTY, author: 'Ada', duration: 150, thumbnail_url: null, page_url: 'https://example.org/v.mp4', media_url: 'https://example.org/v.mp4' },
    transcript: { language: 'en', origin: 'captions', cues: [{ start: 0, end: 2, text: 'Hello & welcome', speaker: 'Ada' }, { start: 62.5, end: 64.25, text: NASTY }, { start: 120, end: 150, text: 'Goodbye.' }] },
    summary: { short: 'Short.', paragraphs: [{ text: 'A paragraph.', start: 0, end: 2 }] },
    key_ideas: [{ title: 'Idea', text: 'Text', start: 62.5, end: 64.25, score: 1 }],
    chapters: [
      { title: 'The start', start: 0, end: 62.5, origin: 'detected' }, { title: NASTY, start: 62.5, end: 68, origin: 'detected' },
      { title: 'Only a moment', start: 68, end: 120, origin: 'detected' }, { title: 'The end', start: 120, end: 150, origin: 'detected' },
    ],
    key_phrases: [{ text: 'key phrase', score: 1 }, { text: 'C++ & Rust', score: 0.5 }],
    mind_map: { title: NASTY, start: 0, children: [{ title: 'Bridges', start: 0, children: [{ title: `${NASTY}; 2`, start: 62.5, children: [] }] }, { title: 'Rivers', start: 120, children: [] }] },
    coverage: { ratio: 1, chunks: 1 },
    analyst: { engine: 'extractive' },
  });
}
