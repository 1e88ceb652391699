import Link from 'next/link';
import { momentHash, timecode } from '#lib/protocol/moment.ts';
import type { ResultLanguages } from '#lib/protocol/result-languages.ts';
import { Marked } from '#components/ui/marked.tsx';

/** What is said or summed up, and when: seconds, or null where it stands for the whole video. */
export type Excerpt = { text: string; start: number | null };

type ExcerptsProps = { id: string; languages: ResultLanguages; excerpts: readonly Excerpt[]; query: string };

/** The lines of a task in which the words of a search stand; each leads to its moment. */
export function Excerpts({ id, languages, excerpts, query }: ExcerptsProps) {
  if (excerpts.length === 0) return null;
  return (
    <ul aria-label="Found in it" className="divide-y border-t">
      {excerpts.map(({ text, start }) => (
        <li key={`${start} ${text}`}>
          <Link href={`/tasks/${id}${start === null ? '#summary' : momentHash(start)}`} className="group flex gap-3 -outline-offset-2 px-3 py-2 text-sm leading-6 hover:bg-muted/60 pointer-coarse:py-2.5">
            <span className="w-14 shrink-0 text-right sm:w-28 font-mono text-xs leading-6 text-primary tabular-nums group-hover:underline">{start === null ? 'Summary' : timecode(start)}</span>
            <span lang={start === null ? languages.written : languages.transcript} dir="auto" className="min-w-0 flex-1 break-words text-muted-foreground"><Marked text={text} query={query} /></span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
