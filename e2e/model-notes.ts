import type { ModelRequest } from '../lib/testing/model-server.ts';

/** What a model answers that reads well: notes on the lines that a question shows, every third one of them. */
export function notesOn({ prompt }: ModelRequest) {
  const lines = [...prompt.matchAll(/^\[(\d+)\] (.*)$/gm)].map(([, cue, quote]) => ({ cue: Number(cue), quote: quote ?? '' }));
  const titled = lines.filter((_, index) => index % 5 === 0).map((line) => ({ ...line, title: line.quote.split(' ').slice(0, 5).join(' ') }));
  return {
    summary: lines.filter((_, index) => index % 3 === 0).map((line) => ({ ...line, text: line.quote })),
    sections: titled,
    ideas: titled.map((item) => ({ ...item, text: item.quote, importance: 0.7 })),
    phrases: ['forgetting curve', 'retrieval', 'spacing'],
  };
}
