import { z } from 'zod';
import { toSentences } from '#lib/captions/sentences.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { inventsTime, wordsOf } from '../evidence.ts';
import { runStart } from '../run-start.ts';
import { keptAnswer, languageOf, type Reader } from './kept-answer.ts';
import { SHORT_SUMMARY_VERSION, shortSummaryInstructions } from './prompts/short-summary.ts';
import { estimateTokens } from './tokens.ts';

/** What all of it comes to, and how many of its sentences name notes that bear them out. */
export type ShortSummary = { text: string; sentences: number; proven: number };

type Asked = {
  /** Tokens of notes in one question. */
  tokens: number;
  /** Hears the text while it is written. */
  onText: (text: string) => void;
};

/**
 * Written from the paragraphs alone, each sentence with the numbers of those that it rests on; more of them
 * than one question holds are first brought down in groups. @throws Failure `model_failed`
 */
export async function shortSummary(reader: Reader, paragraphs: readonly string[], { tokens, onText }: Asked): Promise<ShortSummary> {
  const groups = grouped(paragraphs, tokens);
  if (groups.length <= 1) return readMarked(await askShort(reader, paragraphs, onText), paragraphs);
  const brought: string[] = [];
  for (const group of groups) brought.push(readMarked(await askShort(reader, group, () => {}), group).text);
  return shortSummary(reader, brought, { tokens, onText });
}

async function askShort(reader: Reader, paragraphs: readonly string[], onText: (text: string) => void): Promise<string> {
  const { client, input, context: { signal } } = reader;
  const notes = paragraphs.map((text, index) => `[${index}] ${text.replace(/\s+/g, ' ')}`).join('\n');
  const prompt = `Title of the video: ${JSON.stringify(input.title)}\n\n<notes>\n${notes}\n</notes>`;
  const instructions = shortSummaryInstructions(languageOf(input));
  return keptAnswer(reader, {
    key: ['short', SHORT_SUMMARY_VERSION, prompt], schema: z.string().min(1),
    async make(meter) {
      const short = await client.text({ instructions, prompt, signal, meter, onText: (text) => onText(unmarked(text)) });
      if (unmarked(short) === '') throw new Failure('model_failed', { message: 'The language model wrote no short summary.' });
      if (inventsTime(short, notes)) throw new Failure('model_failed', { message: 'The language model named a time that the transcript does not.' });
      return short;
    },
  });
}

const MARKS = /\[([\d\s,;–-]*)(?:\]|$)/g;

/** A mark: how much of the text stands before it, and the notes that it names. */
type Mark = { before: number; notes: number[] };

/** The text as people read it, also while a mark is still being written, and the marks that are taken out of it. */
function takeMarks(marked: string): { text: string; marks: Mark[] } {
  const whole = marked.trimStart();
  const marks: Mark[] = [];
  let text = '';
  let from = 0;
  for (const { 0: mark, 1: numbers = '', index } of whole.matchAll(MARKS)) {
    text += whole.slice(from, runStart(whole, index, { from, of: /\s/ }));
    from = index + mark.length;
    if (mark.endsWith(']')) marks.push({ before: text.length, notes: (numbers.match(/\d+/g) ?? []).map(Number) });
  }
  const all = text + whole.slice(from);
  const blanks = all.length - all.trimStart().length;
  return { text: all.trim(), marks: marks.map(({ before, notes }) => ({ before: Math.max(0, before - blanks), notes })) };
}

const unmarked = (marked: string): string => takeMarks(marked).text;

/** A sentence is proven where a note that it names is there and shares a telling word with it. */
export function readMarked(marked: string, notes: readonly string[]): ShortSummary {
  const { text, marks } = takeMarks(marked);
  const sentences = toSentences([{ start: 0, end: 0, text }], 'und').map((sentence) => sentence.text);
  const named = sentences.map(() => new Set<number>());
  let at = 0;
  const ends = sentences.map((sentence) => (at = text.indexOf(sentence, at) + sentence.length));
  let sentence = 0;
  // A mark belongs to the sentence that it stands in or right behind, its full stop before or after it.
  for (const { before, notes: numbers } of marks) {
    while (sentence < ends.length - 1 && (ends[sentence] ?? 0) < before) sentence++;
    for (const number of numbers) named[sentence]?.add(number);
  }
  const proven = sentences.filter((said, index) => [...(named[index] ?? [])].some((note) => shareWord(said, notes[note] ?? ''))).length;
  return { text, sentences: sentences.length, proven };
}

const SHORTEST_TELLING = 4;

function shareWord(a: string, b: string): boolean {
  const there = new Set(wordsOf(b));
  return wordsOf(a).some((word) => there.has(word) && (word.length >= SHORTEST_TELLING || /[^\p{sc=Latin}\p{N}]/u.test(word)));
}

/** Neighbours together, each group within the tokens; a group has two at least, so that there are fewer each time. */
function grouped(paragraphs: readonly string[], tokens: number): string[][] {
  const groups: string[][] = [];
  let size = 0;
  for (const paragraph of paragraphs) {
    const own = estimateTokens(paragraph);
    const last = groups.at(-1);
    if (last && (size + own <= tokens || last.length < 2)) last.push(paragraph);
    else groups.push([paragraph]);
    size = groups.at(-1)?.length === 1 ? own : size + own;
  }
  return groups;
}
