const TAG = /<[^<>]{1,200}>/g;
const SOUND = /\[[^\][]{1,60}\]|\((?:music|applause|laughter|laughs|cheering|inaudible|musik|applaus|música|aplausos|musique|applaudissements)\)|[♪♫]+/giu;
const CHANGE_OF_SPEAKER = /(^|\s)(?:>>+|&gt;&gt;)\s*/g;
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&apos;': "'", '&nbsp;': ' ' };

/** Marks that wrap lines written from right to left: to a segmenter they are a part of the word before. */
const DIRECTION = /\p{Bidi_Control}/gu;

/** What was said in a caption: no mark-up, no `[Music]`, no speaker arrows. */
export function cleanText(text: string): string {
  return text
    .replace(DIRECTION, '')
    .replace(TAG, ' ')
    .replace(CHANGE_OF_SPEAKER, '$1')
    .replace(SOUND, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39|apos|nbsp);/g, (entity) => ENTITIES[entity] ?? ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
