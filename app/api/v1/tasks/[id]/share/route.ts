import { endpoint, forOwners } from '#lib/http/endpoint.ts';
import { json, noContent } from '#lib/http/json.ts';
import { publicOrigin } from '#lib/http/public-origin.ts';
import { readJson } from '#lib/http/read-body.ts';
import { zShareBody, type ShareLink } from '#lib/protocol/http.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  POST: forOwners(async ({ actor, services, id, request }) => {
    const { expires_in } = await readJson(request, zShareBody);
    const { token, expires_at } = await services.shares.create(actor, id, expires_in);
    const url = new URL(`/s/${token}`, publicOrigin(request.headers, services.env.ALLOWED_ORIGINS)).href;
    return json({ url, token, expires_at: expires_at?.toISOString() ?? null } satisfies ShareLink, { status: 201 });
  }),
  DELETE: forOwners(async ({ actor, services, id }) => {
    await services.shares.revokeAll(actor, id);
    return noContent();
  }),
});
