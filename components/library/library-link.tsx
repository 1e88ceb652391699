'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';

/** The way to the library, marked while one is there. */
export function LibraryLink() {
  const here = usePathname() === '/tasks';
  return (
    <Link href="/tasks" aria-current={here ? 'page' : undefined} className="inline-flex items-center rounded-md px-3 py-2 text-sm font-medium text-muted-foreground hover:bg-muted hover:text-foreground aria-[current=page]:text-foreground pointer-coarse:min-h-11">
      Library
    </Link>
  );
}
