import { zNewAccount } from '#lib/auth/accounts.ts';
import { endpoint, forAnyone } from '#lib/http/endpoint.ts';
import { json } from '#lib/http/json.ts';
import { peerAddress } from '#lib/http/peer-address.ts';
import { readJson } from '#lib/http/read-body.ts';
import { Failure } from '#lib/protocol/errors.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  POST: forAnyone(async ({ services, request }) => {
    if (services.env.AUTH_MODE === 'local') throw new Failure('not_found');
    const { id, email, role } = await services.accounts.signUp(await readJson(request, zNewAccount), peerAddress(request.headers));
    return json({ id, email, role }, { status: 201 });
  }),
});
