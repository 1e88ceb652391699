/** What only a proxy adds. Next itself sets `x-forwarded-host` to `host`, so a differing one is a sign too. */
const SIGNS_OF_A_PROXY = ['forwarded', 'via', 'x-real-ip'];

/**
 * Where the asker sees this server. Forwarded values are anybody's word and are not believed;
 * an origin that the operator allowed is, and it alone knows about https.
 * @param allowed origins of `ALLOWED_ORIGINS`
 */
export function publicOrigin(headers: Headers, allowed: readonly string[]): string {
  const host = headers.get('host') ?? 'localhost';
  const said = headers.get('origin');
  const known = allowed.find((origin) => origin === said) ?? allowed.find((origin) => new URL(origin).host === host);
  return known ?? (behindProxy(headers, host) ? allowed[0] : undefined) ?? ownOrigin(host);
}

function behindProxy(headers: Headers, host: string): boolean {
  return (headers.get('x-forwarded-host') ?? host) !== host || SIGNS_OF_A_PROXY.some((name) => headers.has(name));
}

function ownOrigin(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).origin : 'http://localhost';
}
