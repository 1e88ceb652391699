'use client';

import { Pause, Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';

const REFRESH_MS = 2_000;

/** Renders the page anew every two seconds while it is seen, until it is paused. */
export function AutoRefresh({ at }: { at: string }) {
  const router = useRouter();
  const [paused, setPaused] = useState(false);
  useEffect(() => {
    if (paused) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [paused, router]);
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm text-muted-foreground">
      <span className="tabular-nums">as of <time dateTime={at}>{at.slice(11, 19)} UTC</time></span>
      <Button variant="outline" size="sm" onClick={() => setPaused(!paused)}>
        {paused ? <Play aria-hidden /> : <Pause aria-hidden />} {paused ? 'Go on' : 'Pause'}
      </Button>
    </div>
  );
}
