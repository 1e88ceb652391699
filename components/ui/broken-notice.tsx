'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';
import { Button } from './button.tsx';

type BrokenNoticeProps = {
  /** Next's mark of an error on the server, under which its log has it. */
  digest: string | undefined;
};

const TITLE = 'Something went wrong · MindTube';

/** In the place of a page that cannot be shown: what that means, and the way on. */
export function BrokenNotice({ digest }: BrokenNoticeProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(keepTitle, []);
  useEffect(() => {
    // Where a link led here, the focus was on a page that is gone.
    if (document.activeElement === document.body) title.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className="mx-auto max-w-lg py-20 text-center" role="alert">
      <h1 ref={title} tabIndex={-1} className="font-serif text-3xl font-medium outline-none">Something went wrong inside MindTube.</h1>
      <p className="mt-3 text-muted-foreground">
        Nothing of yours is lost. Try again; if it happens again, tell the operator{digest !== undefined && <>, with this mark of it in the server’s log: <code className="text-foreground">{digest}</code></>}.
      </p>
      <div className="mt-6 flex flex-wrap justify-center gap-2">
        {/* The whole page anew: what broke may be in the server’s answer, in a script that did not come, or in what this tab holds. */}
        <Button onClick={() => window.location.reload()}>Try again</Button>
        {/* Not by the router, which may be what broke. */}
        <Button asChild variant="outline"><a href="/">To the first page</a></Button>
      </div>
    </div>
  );
}

/** The title of the page that failed may come after its failure. */
function keepTitle(): () => void {
  const keep = () => {
    if (document.title !== TITLE) document.title = TITLE;
  };
  keep();
  const observer = new MutationObserver(keep);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => observer.disconnect();
}
