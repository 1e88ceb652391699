'use client';

import { useState, type ReactNode } from 'react';
import { createTabStreams } from '#lib/client/browser.ts';
import { StreamsContext } from '#lib/client/streams-context.ts';

/** Follows tasks by the right of a share link. */
export function ShareStreams({ token, children }: { token: string; children: ReactNode }) {
  const [streams] = useState(() => createTabStreams({ identity: `share:${token}`, share_token: token }));
  return <StreamsContext value={streams}>{children}</StreamsContext>;
}
