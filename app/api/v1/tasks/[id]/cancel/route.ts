import { endpoint, forOwners } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/json.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  POST: forOwners(async ({ actor, services, id }) => json(await services.tasks.cancel(actor, id), { status: 202 })),
});
