import { endpoint, forOwners } from '#lib/http/endpoint.ts';
import { json, noContent } from '#lib/http/json.ts';
import { readOffset, tusHeaders } from '#lib/http/tus.ts';
import { noSuchFile } from '#lib/protocol/uploads.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  // Next answers HEAD with the headers of GET.
  GET: forOwners(async ({ actor, services, id }) => {
    const upload = await services.uploads.view(actor, id);
    return json(upload, { headers: tusHeaders(upload) });
  }),
  PATCH: forOwners(async ({ actor, services, id, request }) => {
    const offset = readOffset(request.headers);
    const upload = await services.uploads.append(actor, id, { offset, body: request.body ?? new ReadableStream({ start: (controller) => controller.close() }) });
    return noContent(tusHeaders(upload));
  }),
  DELETE: forOwners(async ({ actor, services, id }) => {
    await services.uploads.remove(actor, id);
    return noContent();
  }),
}, noSuchFile);
