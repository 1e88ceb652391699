/** Ends of the names of films and sound that are read, the one that plays most widely first. */
export const MEDIA_ENDINGS = ['mp4', 'm4v', 'webm', 'mp3', 'm4a', 'ogv', 'ogg', 'oga', 'opus', 'mkv', 'mov', 'flac', 'aac', 'wav'] as const;

/** Of captions: nothing else is called so. */
export const CAPTION_ENDINGS = ['vtt', 'srt', 'ttml', 'dfxp', 'ass', 'ssa', 'sbv', 'json3', 'srv3'] as const;

/** Of words that a person gives: a text without times, too. */
export const TEXT_ENDINGS = [...CAPTION_ENDINGS, 'txt', 'md'] as const;

/** Whether a name, or the path of an address, ends so. A name is the first hint; what a file is, its bytes say. */
export function endsAs(name: string, endings: readonly string[]): boolean {
  return endings.includes(endingOf(name));
}

/** What follows the last point of a name, in lower case; empty where nothing does. */
export function endingOf(name: string): string {
  return /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
