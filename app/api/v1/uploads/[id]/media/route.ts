import { endpoint, forReaders } from '#lib/http/endpoint.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  GET: forReaders(async ({ actor, services, id, request }) => services.openUpload(actor, id, request.headers.get('range'))),
});
