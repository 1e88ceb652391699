import { Parser } from 'htmlparser2';
import type { Steps } from '#lib/platform/steps.ts';
import { boundLines } from './bounds.ts';

export type MarkupHandler = {
  open(name: string, attributes: Record<string, string>): void;
  text(piece: string): void;
  close(name: string): void;
};

/** The name of the document's root, its prefix aside; null where the text is no XML. */
export function rootOf(text: string): string | null {
  return /^\ufeff?\s*(?:<[?!][^<]*){0,20}<(?:[\w-]{1,40}:)?([A-Za-z]\w{0,40})[\s/>]/.exec(text.slice(0, 8000))?.[1] ?? null;
}

/** Characters that are read at once; between them the depth is looked at. */
const CHUNK = 2048;
/** No document of ours nests deeper; a parser's time grows with the square of it. */
const DEEPEST = 500;

/**
 * Reads XML, or HTML, as the wild writes it, broken or not; never throws. Names have their prefixes. Where elements
 * nest deeper than 500, all are closed, and what follows is read as if it stood outside.
 */
export function* readMarkup(text: string, kind: 'xml' | 'html', handler: MarkupHandler): Steps<void> {
  let parser: Parser | null = null;
  let depth = 0;
  const begun = () => new Parser({
    onopentag(name, attributes) {
      depth += 1;
      handler.open(name, attributes);
    },
    ontext: (piece) => handler.text(piece),
    onclosetag(name) {
      depth -= 1;
      handler.close(name);
    },
  }, { xmlMode: kind === 'xml', decodeEntities: true });
  for (let at = 0; at < text.length; at += CHUNK) {
    yield;
    parser ??= begun();
    parser.write(text.slice(at, at + CHUNK));
    if (depth <= DEEPEST) continue;
    parser.end();
    [parser, depth] = [null, 0];
  }
  parser?.end();
}

/** The same for captions, which have no more elements than lines. @throws Failure `too_large` */
export function* readCaptionMarkup(text: string, kind: 'xml' | 'html', handler: MarkupHandler): Steps<void> {
  let elements = 0;
  yield* readMarkup(text, kind, {
    open(name, attributes) {
      boundLines(++elements);
      handler.open(name, attributes);
    },
    text: (piece) => handler.text(piece),
    close: (name) => handler.close(name),
  });
}

/** A handler that is told names without their namespace prefix; attributes keep theirs. */
export function withoutPrefixes(handler: MarkupHandler): MarkupHandler {
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  return {
    open: (name, attributes) => handler.open(local(name), attributes),
    text: (piece) => handler.text(piece),
    close: (name) => handler.close(local(name)),
  };
}
