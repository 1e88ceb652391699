/** Whether a person can open it: what lies on this server, and the sample, have addresses that lead nowhere (RFC 2606). */
export function isOnTheWeb(url: string): boolean {
  return /^https?:/.test(url) && !hostOf(url).endsWith('.invalid');
}

/** Name and port of its host; the text itself where it is no address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
