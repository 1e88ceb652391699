/** This tab's own store; null where the browser keeps nothing: one that blocks cookies throws at the very name. */
export function sessionStore(): Storage | null {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null;
  }
}
