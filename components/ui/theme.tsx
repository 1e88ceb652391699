'use client';

import { ThemeProvider } from 'next-themes';
import type { ReactNode } from 'react';

/** Light or dark, as was chosen or else as the system is: a class on the page. @param nonce lets the script run that sets it before anything is painted */
export function Theme({ nonce, children }: { nonce?: string | undefined; children: ReactNode }) {
  return <ThemeProvider {...(nonce !== undefined && { nonce })} attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange>{children}</ThemeProvider>;
}
