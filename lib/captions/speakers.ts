import { mapped, type Steps } from '#lib/platform/steps.ts';
import type { Cue } from '#lib/protocol/result.ts';

/** `>>` and `>>>` mark a change of speaker or of subject, at the start or after a sentence. */
const MARK = /^(?:-\s)?>{2,}\s*/;
const INNER_MARK = /(?<=[.?!…"”。？！]) >{2,}\s*/g;
const NAME = /^([\p{Lu}\p{Lo}][\p{L}\p{M}\p{N}.'’-]*(?: [\p{L}\p{N}][\p{L}\p{M}\p{N}.'’-]*){0,3})(?::\s+|：\s*)(?=\S)/u;
const LONGEST_NAME = 40;
/** Words that stand before a colon and are nobody's name. */
const NOT_NAMES = new Set(['note', 'warning', 'tip', 'hint', 'example', 'question', 'answer', 'fact', 'step', 'update', 'remember', 'so', 'that is', 'for example', 'chapter', 'part']);
/** Share of cues that must open with a name before names in small letters are believed at their first sight. */
const NAMED_SHARE = 0.2;

type Spoken = { start: number; end: number; text: string; speaker: string | null };

/**
 * Moves names before a colon (`ALICE: Hello`) from the text to `speaker`. Capitals, a `>>` before it,
 * a name that comes twice, or many names in the file make it a name; `Remember: eat` stays a sentence.
 */
export function* withSpeakers(cues: readonly Spoken[]): Steps<Cue[]> {
  const opened = yield* mapped(cues, openedUp);
  const counts = new Map<string, number>();
  for (const { name } of opened) {
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const named = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const common = named >= 2 && named >= cues.length * NAMED_SHARE;
  return yield* mapped(opened, ({ cue, marked, text, name }) => {
    const believed = cue.speaker === null && name !== null && (marked || common || isInCapitals(name) || (counts.get(name) ?? 0) > 1);
    return believed ? present(cue, text.replace(NAME, ''), name) : present(cue, text, cue.speaker);
  });
}

function openedUp(cue: Spoken) {
  const text = withoutMarks(cue.text);
  return { cue, text, marked: MARK.test(cue.text), name: nameIn(text) };
}

function withoutMarks(text: string): string {
  return text.replace(MARK, '').replace(INNER_MARK, ' ').trim();
}

function nameIn(text: string): string | null {
  const name = NAME.exec(text)?.[1] ?? null;
  return name === null || name.length > LONGEST_NAME || NOT_NAMES.has(name.toLowerCase()) ? null : name;
}

/** A script that knows no small letters has no capitals either: what stands before a colon there is most often a sentence. */
function isInCapitals(name: string): boolean {
  return name.length > 1 && name === name.toUpperCase() && name !== name.toLowerCase();
}

function present(cue: Spoken, text: string, speaker: string | null): Cue {
  return { start: cue.start, end: cue.end, text, ...(speaker === null ? {} : { speaker }) };
}
