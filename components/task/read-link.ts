/** YouTube's own names of videos; a word of eleven small letters is none of them. */
const VIDEO_ID = /^(?=.*[A-Z\d_-])[\w-]{11}$/;
const LINK = /https?:\/\/[^\s<>"“”]+/i;
/** What stands around a link in a sentence. */
const AROUND = /^[\s<"'“”(]+|[\s>"'“”),]+$/g;
/** A name of the web, or `localhost`, or numbers, and a path: what people copy without its scheme. */
const NO_SCHEME = /^(?:[\p{L}\p{N}-]+\.)+(?:\p{L}{2,}|\d{1,3})(?::\d+)?\/\S*$|^www\.\S+\.\S+$|^localhost(?::\d+)?\/\S*$/iu;
const NO_CERTIFICATE = /^(?:localhost|[\d.]+)(?::|\/)/i;
/** A link and nothing else, or one to a file whose name has spaces. */
const WHOLE = /^https?:\/\/(?:\S+|.+\.\w{2,4})$/i;

/**
 * The link that a person means: the one inside a shared text, one without its scheme, a YouTube video's bare id.
 * What is none of these comes back as it is, and the server says what is wrong with it.
 */
export function readLink(text: string): string {
  if (WHOLE.test(text.trim())) return text.trim();
  const trimmed = text.replace(AROUND, '');
  const [inside] = LINK.exec(text) ?? [];
  if (inside !== undefined) return inside.replace(AROUND, '');
  if (VIDEO_ID.test(trimmed)) return `https://www.youtube.com/watch?v=${trimmed}`;
  if (NO_SCHEME.test(trimmed)) return `${NO_CERTIFICATE.test(trimmed) ? 'http' : 'https'}://${trimmed}`;
  return trimmed;
}
