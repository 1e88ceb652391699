/** Words by language, apart by spaces. */
export type WordTable = Readonly<Record<string, string>>;

const sets = new WeakMap<WordTable, Map<string, ReadonlySet<string>>>();

/** The words of a table in a language, made once; none in a language without a list. */
export function wordsIn(table: WordTable, language: string): ReadonlySet<string> {
  const made = sets.get(table) ?? new Map<string, ReadonlySet<string>>();
  sets.set(table, made);
  const known = made.get(language) ?? new Set((table[language] ?? '').split(/\s+/).filter(Boolean));
  made.set(language, known);
  return known;
}
