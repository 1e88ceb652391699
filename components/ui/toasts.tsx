'use client';

import { useTheme } from 'next-themes';
import type { CSSProperties } from 'react';
import { Toaster } from 'sonner';

/** The page's own letters and colours, which change with its theme. */
const LOOK = { fontFamily: 'inherit', '--normal-bg': 'var(--popover)', '--normal-text': 'var(--popover-foreground)', '--normal-border': 'var(--border)' } as CSSProperties;

/** Short messages at the edge of the window. */
export function Toasts() {
  const { resolvedTheme } = useTheme();
  return <Toaster position="bottom-center" theme={resolvedTheme === 'dark' ? 'dark' : 'light'} style={LOOK} />;
}
