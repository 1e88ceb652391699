import { endpoint, forOwners } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/json.ts';
import { readCreation, tusHeaders } from '#lib/http/tus.ts';
import type { UploadList } from '#lib/protocol/uploads.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  GET: forOwners(async ({ actor, services }) => json({ items: await services.uploads.unfinished(actor), max_bytes: services.env.UPLOAD_MAX_BYTES } satisfies UploadList)),
  POST: forOwners(async ({ actor, services, request }) => {
    const upload = await services.uploads.create(actor, readCreation(request.headers));
    return json(upload, { status: 201, headers: { ...tusHeaders(upload), Location: `/api/v1/uploads/${upload.id}` } });
  }),
});
