/**
 * Where the run of such characters begins that ends before `at`, no earlier than `from`. A pattern that itself begins
 * with the run tries it again from each of its characters, and takes the square of its length where nothing follows.
 * @param of one character
 */
export function runStart(text: string, at: number, { from, of }: { from: number; of: RegExp }): number {
  let start = at;
  while (start > from && of.test(text.charAt(start - 1))) start--;
  return start;
}
