/** What a JSON text says; null where it is none. Its shape is for a schema to check. */
export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
