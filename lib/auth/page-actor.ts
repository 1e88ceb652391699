import { headers } from 'next/headers';
import { cache } from 'react';
import { asFailure } from '#lib/protocol/errors.ts';
import { services } from '#lib/services.ts';
import type { Actor, UserActor } from './actor.ts';
import type { Credentials } from './authenticate.ts';

/** Who looks at a server-rendered page; null where nobody is signed in. Asked once a page, by its layout and by itself. */
export const pageActor = cache(async (): Promise<UserActor | null> => {
  const all = await headers();
  const actor = await actorOrNull({ cookie: all.get('cookie') ?? undefined, authorization: all.get('authorization') ?? undefined });
  return actor?.kind === 'user' ? actor : null;
});

/** Who looks through a share link; null where the link is no longer valid. */
export function viewerOf(token: string): Promise<Actor | null> {
  return actorOrNull({ share_token: token });
}

async function actorOrNull(credentials: Credentials): Promise<Actor | null> {
  try {
    return await services().auth.authenticate(credentials);
  } catch (error) {
    if (asFailure(error).code === 'unauthorized') return null;
    throw error;
  }
}
