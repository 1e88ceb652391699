import { endpoint, forAnyone } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/json.ts';
import { resultSchema } from '#lib/http/schemas.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({ GET: forAnyone(async () => json(resultSchema())) });
