import { endpoint, forOwners } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/json.ts';
import { readJson } from '#lib/http/read-body.ts';
import { zAttachBody } from '#lib/protocol/uploads.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  POST: forOwners(async ({ actor, services, id, request }) => {
    const { upload_id } = await readJson(request, zAttachBody);
    return json(await services.attachUpload(actor, id, upload_id), { status: 202 });
  }),
});
