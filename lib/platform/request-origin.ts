/**
 * next-auth reads where it is served from out of the environment. Ours says it with each request,
 * whatever the `Host`, so its variables are set to that and a foreign NEXTAUTH_URL is put aside.
 */
export function followRequestOrigin(): void {
  process.env.AUTH_TRUST_HOST = 'true';
  delete process.env.NEXTAUTH_URL;
}
