/** What this browser, or this tab, keeps; null where it keeps nothing: one that blocks cookies throws at the very name. */
export function browserStore(kind: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return globalThis[kind] ?? null;
  } catch {
    return null;
  }
}
