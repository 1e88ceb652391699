/** Where to go after signing in: a path on this site, whatever was written into the address. */
export function nextPath(value: string | string[] | undefined): string {
  if (typeof value !== 'string' || !URL.canParse(value, 'http://here.invalid')) return '/';
  const url = new URL(value, 'http://here.invalid');
  const own = url.origin === 'http://here.invalid' && value.startsWith('/') && !/^\/(sign-in|sign-up)\b/.test(url.pathname);
  return own && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/';
}
