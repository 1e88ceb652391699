import { endpoint, forOwners } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/json.ts';
import { readText } from '#lib/http/read-body.ts';

/** A day of talk is about 3 MiB of captions. */
const MAX_BYTES = 10 * 1024 * 1024;

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  POST: forOwners(async ({ actor, services, id, request }) => {
    const transcript = await services.readTranscript(await readText(request, MAX_BYTES));
    return json(await services.tasks.attachTranscript(actor, id, transcript), { status: 202 });
  }),
});
