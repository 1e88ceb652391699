import { endpoint, forOwners } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/json.ts';
import { checked, readJson, readQuery } from '#lib/http/read-body.ts';
import { zIdempotencyKey } from '#lib/protocol/commands.ts';
import { zListQuery, zSubmitBody } from '#lib/protocol/http.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  GET: forOwners(async ({ actor, services, url }) => json(await services.tasks.list(actor, readQuery(url, zListQuery)))),
  POST: forOwners(async ({ actor, services, request }) => {
    const body = await readJson(request, zSubmitBody);
    const idempotency_key = checked(request.headers.get('idempotency-key') ?? undefined, zIdempotencyKey.optional());
    const { view, created } = await services.tasks.submit(actor, { ...body, idempotency_key });
    return json(view, { status: created ? 201 : 200, headers: { Location: `/api/v1/tasks/${view.id}` } });
  }),
});
