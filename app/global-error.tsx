'use client';

import { BrokenNotice } from '#components/ui/broken-notice.tsx';
import { Theme } from '#components/ui/theme.tsx';
import './globals.css';

/** What stands around every page threw: this takes the place of all of it. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <body className="min-h-dvh px-4 antialiased">
        <Theme><main><BrokenNotice digest={error.digest} /></main></Theme>
      </body>
    </html>
  );
}
