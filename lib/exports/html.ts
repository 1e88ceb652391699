import { momentUrl, timecode } from '#lib/protocol/moment.ts';
import type { MindMapNode, PartialResult, Video } from '#lib/protocol/result.ts';
import { resultLanguages } from '#lib/protocol/result-languages.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { escapeXml } from '#lib/mindmap/markup.ts';
import { mindMapSvg } from '#lib/mindmap/svg.ts';
import { factsOf } from './facts.ts';
import { HTML_STYLE } from './html-style.ts';

/** Everything that is done as one page without scripts: to print, to keep, to read anywhere. Each part says its language; the headings are in English. */
export function html(view: TaskView, result: PartialResult): string {
  const title = result.video?.title ?? view.url;
  const { author, transcript, written } = resultLanguages(result);
  const at = (seconds: number) => moment(result.video, seconds);
  return [
    '<!doctype html>\n<html lang="en">',
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title${inLanguage(author)}>${escapeXml(title)}</title><style>${HTML_STYLE}</style></head>`,
    '<body><main>',
    `<header><h1${inLanguage(author)}>${escapeXml(title)}</h1><p class="byline">${byline(view, result)}</p></header>`,
    section(STAGE_TITLES.summary, result.summary && [
      `<p class="short"${inLanguage(written)}>${escapeXml(result.summary.short)}</p>`,
      ...result.summary.paragraphs.map((part) => `<p${inLanguage(written)}>${escapeXml(part.text)} ${at(part.start)}</p>`),
    ]),
    section(STAGE_TITLES.key_ideas, result.key_ideas && list(result.key_ideas.map((idea) => `<li${inLanguage(written)}><strong>${escapeXml(idea.title)}</strong> ${at(idea.start)}<br>${escapeXml(idea.text)}</li>`))),
    section(STAGE_TITLES.chapters, result.chapters && list(result.chapters.map((chapter) => `<li${inLanguage(chapter.origin === 'author' ? author : written)}>${at(chapter.start)} ${escapeXml(chapter.title)}</li>`), 'plain')),
    section(STAGE_TITLES.mind_map, result.mind_map && map(result.mind_map, written)),
    section(STAGE_TITLES.transcript, result.transcript?.cues.map((cue) => `<p class="cue"${inLanguage(transcript)}>${at(cue.start)} ${cue.speaker ? `<b>${escapeXml(cue.speaker)}:</b> ` : ''}${escapeXml(cue.text)}</p>`), 'transcript'),
    '</main></body></html>\n',
  ].filter(Boolean).join('\n');
}

function inLanguage(language: string): string {
  return ` lang="${escapeXml(language)}" dir="auto"`;
}

function section(title: string, parts: readonly string[] | undefined, kind = ''): string {
  if (!parts || parts.length === 0) return '';
  return `<section${kind && ` class="${kind}"`}><h2>${title}</h2>\n${parts.join('\n')}\n</section>`;
}

function list(items: readonly string[], kind = ''): string[] {
  return items.length === 0 ? [] : [`<ul${kind && ` class="${kind}"`}>${items.join('\n')}</ul>`];
}

function map(root: MindMapNode, language: string): string[] {
  return [`<figure lang="${escapeXml(language)}">${mindMapSvg(root)}</figure>`];
}

function byline(view: TaskView, result: PartialResult): string {
  const page = result.video?.page_url ?? '';
  const home = isWeb(page) ? page : view.url;
  return [...factsOf(result).map(escapeXml), link(home, escapeXml(home))].join(' · ');
}

function moment(video: Video | undefined, seconds: number): string {
  const text = timecode(seconds);
  return video ? link(momentUrl(video, seconds), text, 'time') : `<span class="time">${text}</span>`;
}

const isWeb = (address: string): boolean => /^https?:/i.test(address);

/** Addresses come from strangers: only web addresses become links. */
function link(href: string, text: string, kind = ''): string {
  return isWeb(href) ? `<a${kind && ` class="${kind}"`} href="${escapeXml(href)}">${text}</a>` : `<span${kind && ` class="${kind}"`}>${text}</span>`;
}
