import { endpoint, forOwners, forReaders } from '#lib/http/endpoint.ts';
import { json, noContent } from '#lib/http/json.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  GET: forReaders(async ({ actor, services, id }) => json(await services.tasks.view(actor, id))),
  DELETE: forOwners(async ({ actor, services, id }) => {
    await services.tasks.remove(actor, id);
    return noContent();
  }),
});
