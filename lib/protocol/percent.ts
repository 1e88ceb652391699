/** Percent-encoded text as it was meant. @param otherwise what stands for text that is wrongly encoded; without it the text itself */
export function percentDecoded(text: string, otherwise = text): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return otherwise;
  }
}
