import { endpoint, forAnyone } from '#lib/http/endpoint.ts';
import { Failure } from '#lib/protocol/errors.ts';

const nothing = forAnyone(async () => {
  throw new Failure('not_found');
});

/** What no other route answers. */
export const { GET, POST, PUT, PATCH, DELETE } = endpoint({ GET: nothing, POST: nothing, PUT: nothing, PATCH: nothing, DELETE: nothing });
