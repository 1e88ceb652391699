import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { pageActor } from '#lib/auth/page-actor.ts';
import { NONCE_HEADER } from '#lib/http/content-policy.ts';
import { Providers } from '#components/providers.tsx';
import { SiteHeader } from '#components/library/site-header.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'MindTube', template: '%s · MindTube' },
  description: 'Paste a video’s link; watch it being understood; keep, search and share what it says.',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fbfaf6' },
    { media: '(prefers-color-scheme: dark)', color: '#12141c' },
  ],
};

export const dynamic = 'force-dynamic';

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Where the database is away, the page itself says so.
  const actor = await pageActor().catch(() => null);
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <body className="flex min-h-dvh flex-col antialiased">
        <a href="#main" className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-md focus:bg-primary focus:px-4 focus:py-2 focus:text-primary-foreground">
          Skip to the content
        </a>
        <Providers identity={actor?.identity ?? null} nonce={nonce}>
          <SiteHeader />
          <main id="main" tabIndex={-1} className="mx-auto w-full max-w-7xl flex-1 px-4 py-8 outline-none sm:px-6 sm:py-10">
            {children}
          </main>
        </Providers>
      </body>
    </html>
  );
}
