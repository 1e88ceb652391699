import { timecode } from '#lib/protocol/moment.ts';
import type { PartialResult } from '#lib/protocol/result.ts';

/** Everything that is done, as plain text for reading and for other tools. */
export function plainText(result: PartialResult): string {
  const blocks = [
    [result.video?.title, result.video?.author].filter(Boolean).join('\n'),
    block('SUMMARY', result.summary && [result.summary.short, '', ...result.summary.paragraphs.map((part) => `${part.text} (${timecode(part.start)})`)]),
    block('KEY IDEAS', result.key_ideas?.map((idea) => `${timecode(idea.start)}  ${idea.title}\n      ${idea.text}`)),
    block('CHAPTERS', result.chapters?.map((chapter) => `${timecode(chapter.start)}  ${chapter.title}`)),
    block('TRANSCRIPT', result.transcript?.cues.map((cue) => `${timecode(cue.start)}  ${cue.speaker ? `${cue.speaker}: ` : ''}${cue.text.replace(/\n/g, ' ')}`)),
  ];
  return `${blocks.filter((text) => text !== '').join('\n\n')}\n`;
}

function block(title: string, lines: string[] | undefined): string {
  return lines && lines.length > 0 ? `${title}\n\n${lines.join('\n')}` : '';
}
