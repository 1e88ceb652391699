import { endpoint, forReaders } from '#lib/http/endpoint.ts';
import { linesResponse } from '#lib/http/lines-response.ts';
import { readJson } from '#lib/http/read-body.ts';
import { zAskBody } from '#lib/protocol/ask.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  POST: forReaders(async ({ actor, services, id, request }) => {
    const { question, before = [] } = await readJson(request, zAskBody);
    const { result } = await services.tasks.view(actor, id);
    // A share link reads; what costs its owner money is the owner's to start.
    const by_model = actor.kind === 'user';
    return linesResponse(request, (write, signal) => services.asking.ask({ question, before, result: result ?? {}, by_model, signal }, write));
  }),
});
