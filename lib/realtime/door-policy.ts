import type { IncomingHttpHeaders } from 'node:http';

export type DoorPolicy = {
  mode: 'local' | 'accounts';
  /** Origins beside the server's own. */
  allowed_origins: readonly string[];
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** Rule A2: in local mode only a loopback name is answered, so that no other name can be bound to this address. */
export function hostAllowed(host: string | undefined, { mode }: DoorPolicy): boolean {
  return mode === 'accounts' || (host !== undefined && LOOPBACK.test(host));
}

/** Rule A2: a browser's `Origin` must be the server's own or allowed; what is no browser sends none. */
export function originAllowed(headers: IncomingHttpHeaders, { allowed_origins }: DoorPolicy): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (allowed_origins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}
