import type { Cue, KeyIdea, KeyPhrase } from '#lib/protocol/result.ts';
import { overlap, wordsOf } from '../evidence.ts';
import type { ChunkNotes } from './notes.ts';

/** Two ideas that share this much of their words are one. */
const SAME = 0.75;
const PHRASES = 15;

/** Ideas a person keeps, in order: about one in four minutes, never fewer than five nor more than twenty, none twice. */
export function keyIdeas(cues: readonly Cue[], notes: readonly ChunkNotes[]): KeyIdea[] {
  const minutes = ((cues.at(-1)?.end ?? 0) - (cues[0]?.start ?? 0)) / 60;
  const wanted = Math.min(20, Math.max(5, Math.round(minutes / 4)));
  const kept: ChunkNotes['ideas'] = [];
  for (const idea of notes.flatMap(({ ideas }) => ideas).toSorted((a, b) => b.importance - a.importance || a.cue - b.cue)) {
    const known = kept.some(({ title, text }) => overlap(`${idea.title} ${idea.text}`, new Set(wordsOf(`${title} ${text}`))) >= SAME);
    if (!known && kept.length < wanted) kept.push(idea);
  }
  return kept.toSorted((a, b) => a.cue - b.cue).map(({ cue, title, text, importance }) => ({
    title: title.trim(), text: text.trim(), start: cues[cue]?.start ?? 0, end: cues[cue]?.end ?? 0, score: importance,
  }));
}

/** Phrases by the number of parts that name them. */
export function keyPhrases(notes: readonly ChunkNotes[]): KeyPhrase[] {
  const counts = new Map<string, { text: string; parts: number }>();
  for (const text of notes.flatMap(({ phrases }) => [...new Set(phrases)])) {
    const key = text.toLowerCase();
    counts.set(key, { text: counts.get(key)?.text ?? text, parts: (counts.get(key)?.parts ?? 0) + 1 });
  }
  const ranked = [...counts.values()].toSorted((a, b) => b.parts - a.parts).slice(0, PHRASES);
  const most = ranked[0]?.parts ?? 1;
  return ranked.map(({ text, parts }) => ({ text, score: parts / most }));
}
