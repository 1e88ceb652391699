import Link from 'next/link';
import { ThemeToggle } from '#components/ui/theme-toggle.tsx';
import { AccountMenu } from './account-menu.tsx';
import { LibraryLink } from './library-link.tsx';
import { Logo } from './logo.tsx';

export function SiteHeader() {
  return (
    <header className="print:hidden top-0 z-40 tall:sticky border-b bg-background/85 backdrop-blur-md">
      <div className="mx-auto flex h-14 max-w-7xl items-center gap-4 px-4 sm:px-6">
        <Link href="/" className="flex items-center gap-2 rounded-md pointer-coarse:min-h-11 text-[1.0625rem] font-semibold tracking-tight">
          <Logo className="size-6" /> MindTube
        </Link>
        <nav aria-label="Main" className="ml-auto flex items-center gap-1">
          <LibraryLink />
          <AccountMenu />
          <ThemeToggle />
        </nav>
      </div>
    </header>
  );
}
