import type { Metadata } from 'next';
import Link from 'next/link';
import { Button } from '#components/ui/button.tsx';

export const metadata: Metadata = { title: 'Nothing here' };

export default function NotFound() {
  return (
    <div className="mx-auto max-w-lg py-20 text-center">
      <h1 className="font-serif text-3xl font-medium">There is nothing here.</h1>
      <p className="mt-3 text-muted-foreground">The link may be wrong, or what it led to was deleted or is not shared with you.</p>
      <Button asChild className="mt-6"><Link href="/">To the first page</Link></Button>
    </div>
  );
}
