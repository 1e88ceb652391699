'use client';

import { Button } from '#components/ui/button.tsx';

export default function ErrorPage({ reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div className="mx-auto max-w-lg py-20 text-center" role="alert">
      <h1 className="font-serif text-3xl font-medium">Something went wrong inside MindTube.</h1>
      <p className="mt-3 text-muted-foreground">Nothing of yours is lost. Try again; if it happens again, tell the operator.</p>
      <Button className="mt-6" onClick={reset}>Try again</Button>
    </div>
  );
}
