import { endpoint, forAnyone, type Call } from '#lib/http/endpoint.ts';
import { peerAddress } from '#lib/http/peer-address.ts';
import { publicOrigin } from '#lib/http/public-origin.ts';
import { MAX_JSON_BYTES, readText } from '#lib/http/read-body.ts';

/** next-auth's client sends forms. */
const answer = forAnyone(async ({ request, url, services }: Call<null>) => {
  const body = request.method === 'POST' ? Object.fromEntries(new URLSearchParams(await readText(request, MAX_JSON_BYTES))) : {};
  return services.signIn({
    method: request.method,
    action: url.pathname.split('/').slice(3),
    query: Object.fromEntries(url.searchParams),
    cookie: request.headers.get('cookie') ?? '',
    body,
    origin: publicOrigin(request.headers, services.env.ALLOWED_ORIGINS),
    address: peerAddress(request.headers),
  });
});

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({ GET: answer, POST: answer });
