'use client';

import { Check, Copy } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import type { ShareLink } from '#lib/protocol/http.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { Label } from '#components/ui/label.tsx';

/** A new link, shown this once: the server keeps only its hash. */
export function ShareLinkField({ link }: { link: ShareLink }) {
  const [copied, setCopied] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const field = useId();
  const done = copied === link.url;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link.url);
      setCopied(link.url);
    } catch {
      // Browsers offer the clipboard on https and loopback alone; elsewhere the selected text is ready for Ctrl-C.
      input.current?.select();
    }
  };
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={field}>Link</Label>
      <div className="flex gap-2">
        <Input id={field} ref={input} readOnly value={link.url} onFocus={(event) => event.target.select()} className="font-mono text-xs md:text-xs" />
        <Button variant="outline" onClick={() => void copy()}>{done ? <Check aria-hidden /> : <Copy aria-hidden />} {done ? 'Copied' : 'Copy'}</Button>
      </div>
      <p role="status" className="text-xs text-muted-foreground">
        {done ? 'Copied. ' : ''}{link.expires_at ? `It works until ${new Date(link.expires_at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}.` : 'It works until it is revoked.'} Keep it now: it is not shown again.
      </p>
    </div>
  );
}
