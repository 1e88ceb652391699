'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { getSession, SessionProvider } from 'next-auth/react';
import { useMemo, useState, type ReactNode } from 'react';
import { Theme } from '#components/ui/theme.tsx';
import { Toasts } from '#components/ui/toasts.tsx';
import { createTabStreams } from '#lib/client/browser.ts';
import { StreamsContext } from '#lib/client/streams-context.ts';

type ProvidersProps = { identity: string | null; /** That of the page's own scripts. */ nonce: string | undefined; children: ReactNode };

/** What every page shares in one tab: one cache, one session, one theme; and one socket, with all tabs of the same `identity`. */
export function Providers({ identity, nonce, children }: ProvidersProps) {
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, refetchOnWindowFocus: false, retry: 2 } } }));
  const streams = useMemo(() => createTabStreams({ identity, renew: () => getSession() }), [identity]);
  return (
    <SessionProvider refetchOnWindowFocus={false}>
      <QueryClientProvider client={queries}>
        <StreamsContext value={streams}>
          <Theme nonce={nonce}>
            {children}
            <Toasts />
          </Theme>
        </StreamsContext>
      </QueryClientProvider>
    </SessionProvider>
  );
}
