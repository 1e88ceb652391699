import { duration, momentUrl, timecode } from '#lib/protocol/moment.ts';
import type { PartialResult, Video } from '#lib/protocol/result.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { factsOf } from './facts.ts';

/** Everything that is done as Markdown, with front matter that Obsidian reads and times that link to their moment. */
export function markdown(view: TaskView, result: PartialResult): string {
  const video = result.video;
  const at = (seconds: number) => moment(video, seconds);
  const sections = [
    frontMatter(view, result),
    `# ${escapeMarkdown(video?.title ?? view.url)}`,
    factsOf(result).map(escapeMarkdown).join(' · '),
    ...section(STAGE_TITLES.summary, result.summary && [
      `**${escapeMarkdown(result.summary.short)}**`,
      ...result.summary.paragraphs.map((part) => `${escapeMarkdown(part.text)} ${at(part.start)}`),
    ]),
    ...section(STAGE_TITLES.key_ideas, result.key_ideas?.map((idea) => `- **${escapeMarkdown(idea.title)}** ${at(idea.start)}  \n  ${escapeMarkdown(idea.text)}`)),
    ...section(STAGE_TITLES.chapters, result.chapters?.map((chapter) => `- ${at(chapter.start)} ${escapeMarkdown(chapter.title)}`)),
    ...section(STAGE_TITLES.mind_map, result.mind_map && outline(result.mind_map.children, at)),
    ...section(STAGE_TITLES.transcript, result.transcript?.cues.map((cue) => `${at(cue.start)} ${cue.speaker ? `**${escapeMarkdown(cue.speaker)}:** ` : ''}${escapeMarkdown(cue.text)}  `)),
  ];
  return `${sections.filter((part) => part !== '').join('\n\n')}\n`;
}

function section(title: string, lines: string[] | undefined): string[] {
  if (!lines || lines.length === 0) return [];
  const list = lines.every((line) => /^\s*- |  $/.test(line));
  return [`## ${title}`, lines.join(list ? '\n' : '\n\n')];
}

function outline(nodes: { title: string; start: number; children: unknown[] }[], at: (seconds: number) => string, depth = 0): string[] {
  return nodes.flatMap((node) => [
    `${'  '.repeat(depth)}- ${escapeMarkdown(node.title)} ${at(node.start)}`,
    ...outline(node.children as typeof nodes, at, depth + 1),
  ]);
}

function frontMatter(view: TaskView, result: PartialResult): string {
  const video = result.video;
  const fields: [string, string | number | string[] | null | undefined][] = [
    ['title', video?.title],
    ['source', view.url],
    ['author', video?.author],
    ['duration', video?.duration === null || video === undefined ? null : duration(video.duration)],
    ['language', result.transcript?.language],
    ['created', view.created_at.slice(0, 10)],
    ['tags', result.key_phrases?.slice(0, 8).map((phrase) => tagOf(phrase.text)).filter(Boolean)],
  ];
  const lines = fields.filter(([, value]) => value !== null && value !== undefined).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return ['---', ...lines, '---'].join('\n');
}

/** Obsidian's tags: letters of any script, with the marks that they are written with, and digits. */
function tagOf(phrase: string): string {
  return phrase.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
}

function moment(video: Video | undefined, seconds: number): string {
  return video ? `[${timecode(seconds)}](<${momentUrl(video, seconds)}>)` : `(${timecode(seconds)})`;
}

/** Text that Markdown would take for markup, taken literally; line breaks folded. */
export function escapeMarkdown(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/([\\`*_[\]<>#|~]|&(?=#?\w+;))/g, '\\$1').replace(/^(\d+)([.)])/, '$1\\$2').replace(/^([-+=])/, '\\$1');
}
