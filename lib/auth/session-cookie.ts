import { decode } from 'next-auth/jwt';
import { z } from 'zod';
import { percentDecoded } from '#lib/protocol/percent.ts';

/** next-auth's names: the first over https, the second over http. */
const NAMES = ['__Secure-next-auth.session-token', 'next-auth.session-token'];

const zClaims = z.looseObject({ sid: z.string() });

/** A `Cookie` header as name and value; of a name given twice the first counts, as browsers send the most specific first. */
export function parseCookies(header: string): Record<string, string> {
  const cookies: Record<string, string> = {};
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) cookies[part.slice(0, at).trim()] ??= unescaped(part.slice(at + 1).trim());
  }
  return cookies;
}

/** The id of the session that a `Cookie` header names, or null where it names none that we sealed. */
export async function sessionIdOf(header: string, secret: string): Promise<string | null> {
  const cookies = parseCookies(header);
  for (const name of NAMES) {
    const token = cookies[name];
    if (token === undefined) continue;
    const claims = zClaims.safeParse(await decode({ token, secret }).catch(() => null));
    if (claims.success) return claims.data.sid;
  }
  return null;
}

function unescaped(value: string): string {
  return percentDecoded(value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value);
}
