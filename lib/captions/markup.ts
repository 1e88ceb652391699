import { Parser } from 'htmlparser2';

export type MarkupHandler = {
  /** Names without their namespace prefix; attributes with theirs. */
  open(name: string, attributes: Record<string, string>): void;
  text(piece: string): void;
  close(name: string): void;
};

/** The name of the document's root, its prefix aside; null where the text is no XML. */
export function rootOf(text: string): string | null {
  return /^\ufeff?\s*(?:<[?!][^<]*){0,20}<(?:[\w-]{1,40}:)?([A-Za-z]\w{0,40})[\s/>]/.exec(text.slice(0, 8000))?.[1] ?? null;
}

/** Characters that are read at once; between them the depth is looked at. */
const CHUNK = 16_384;
/** No document of ours nests deeper; a parser's time grows with the square of it. */
const DEEPEST = 500;

/** Reads XML, or HTML, as the wild writes it, broken or not; never throws. Past a depth of 500 the rest is not read. */
export function readMarkup(text: string, kind: 'xml' | 'html', handler: MarkupHandler): void {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1;
        handler.open(local(name), attributes);
      },
      ontext: (piece) => handler.text(piece),
      onclosetag(name) {
        depth -= 1;
        handler.close(local(name));
      },
    },
    { xmlMode: kind === 'xml', decodeEntities: true },
  );
  for (let at = 0; at < text.length && depth <= DEEPEST; at += CHUNK) parser.write(text.slice(at, at + CHUNK));
  parser.end();
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
