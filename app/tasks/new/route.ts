import { createHash } from 'node:crypto';
import { pageActor } from '#lib/auth/page-actor.ts';
import { readText } from '#lib/http/read-body.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { zSubmitBody } from '#lib/protocol/http.ts';
import { services } from '#lib/services.ts';
import { readWishedLink, readWishedOptions, WISH_FIELDS } from '#components/task/read-wish.ts';

const MAX_FORM_BYTES = 32 * 1024;

/** The first page's form, sent by a browser that has no scripts, or not yet. */
export async function POST(request: Request): Promise<Response> {
  const actor = await pageActor();
  if (!actor) return seeOther('/sign-in');
  let url = '';
  try {
    const form = new URLSearchParams(await readText(request, MAX_FORM_BYTES));
    url = readWishedLink(form);
    const wish = zSubmitBody.safeParse({ url, options: readWishedOptions(form) });
    if (!wish.success) throw new Failure('invalid_url');
    const { charge, tasks } = services();
    charge(actor, 'change');
    const { view } = await tasks.submit(actor, { ...wish.data, idempotency_key: keyOf(form.get(WISH_FIELDS.key) ?? '', wish.data) });
    return seeOther(`/tasks/${view.id}`);
  } catch (error) {
    return seeOther(`/?${new URLSearchParams({ url, problem: asFailure(error).code })}`);
  }
}

export function GET(): Response {
  return seeOther('/');
}

/** The same form sent twice, by a double click, is one task; with another link in it it is another. */
function keyOf(key: string, wish: unknown): string | undefined {
  return key === '' ? undefined : createHash('sha256').update(JSON.stringify([key, wish])).digest('hex');
}

function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { location: path } });
}
