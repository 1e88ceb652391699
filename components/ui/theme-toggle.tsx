'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from 'next-themes';
import { Button } from './button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from './menu.tsx';

const THEMES = [
  { name: 'light', label: 'Light', icon: Sun },
  { name: 'dark', label: 'Dark', icon: Moon },
  { name: 'system', label: 'As the system', icon: Monitor },
] as const;

export function ThemeToggle() {
  const { setTheme } = useTheme();
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Colour theme">
          <Sun className="dark:hidden" aria-hidden />
          <Moon className="hidden dark:block" aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent>
        {THEMES.map(({ name, label, icon: Icon }) => (
          <MenuItem key={name} onSelect={() => setTheme(name)}>
            <Icon aria-hidden /> {label}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
