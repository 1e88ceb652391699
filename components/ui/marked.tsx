import { markedParts, queryWords } from '#lib/protocol/search-text.ts';

/** A text in which the words of a query are marked. */
export function Marked({ text, query }: { text: string; query: string }) {
  return markedParts(text, queryWords(query)).map((part, index) =>
    part.marked ? <mark key={index} className="rounded-xs bg-warning/30 text-foreground">{part.text}</mark> : part.text,
  );
}
