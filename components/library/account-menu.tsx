'use client';

import { CircleUser, LogOut } from 'lucide-react';
import { signOut, useSession } from 'next-auth/react';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';

/** Who is signed in, and the way out. Nothing in local mode, where nobody signs in. */
export function AccountMenu() {
  const { data } = useSession();
  const email = data?.user?.email;
  if (!email) return null;
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={`Account: ${email}`}><CircleUser aria-hidden /></Button>
      </MenuTrigger>
      <MenuContent>
        <p className="max-w-56 truncate px-2.5 py-2 text-xs text-muted-foreground">{email}</p>
        <MenuItem onSelect={() => void signOut({ callbackUrl: '/sign-in' })}><LogOut aria-hidden /> Sign out</MenuItem>
      </MenuContent>
    </Menu>
  );
}
