'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { getSession, SessionProvider } from 'next-auth/react';
import { ThemeProvider } from 'next-themes';
import { useState, type ReactNode } from 'react';
import { Toaster } from 'sonner';
import { createTabStreams } from '#lib/client/browser.ts';
import { StreamsContext } from '#lib/client/streams-context.ts';

/** What every page shares in one tab: one socket, one cache, one session, one theme. */
export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, refetchOnWindowFocus: false, retry: 2 } } }));
  const [streams] = useState(() => createTabStreams({ renew: () => getSession() }));
  return (
    <SessionProvider refetchOnWindowFocus={false}>
      <QueryClientProvider client={queries}>
        <StreamsContext value={streams}>
          <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>
            {children}
            <Toaster position="bottom-center" toastOptions={{ className: 'border bg-popover text-popover-foreground' }} />
          </ThemeProvider>
        </StreamsContext>
      </QueryClientProvider>
    </SessionProvider>
  );
}
