declare module 'get-youtube-chapters' {
  export default function parseYouTubeChapters(description: string): { start: number; title: string }[];
}

declare module 'opmlparser' {
  import type { Transform } from 'node:stream';
  const OpmlParser: new () => Transform;
  export default OpmlParser;
}

declare module 'markdown-it' {
  type Token = { type: string; content: string; children: Token[] | null; attrGet(name: string): string | null };
  export default class MarkdownIt {
    constructor(options?: { html?: boolean });
    parse(text: string, environment: object): Token[];
  }
}
