import { Upload } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { buttonVariants } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { MEDIA_ENDINGS, TEXT_ENDINGS } from '#lib/protocol/file-endings.ts';

/** Files that a chooser offers first; what a file is, its bytes say. */
const ACCEPT = ['video/*', 'audio/*', 'text/plain', 'text/vtt', ...[...MEDIA_ENDINGS, ...TEXT_ENDINGS, 'json'].map((ending) => `.${ending}`)].join(',');

type FileChooserProps = { onFiles: (files: File[]) => void; multiple?: boolean; children: ReactNode; variant?: 'default' | 'outline' | 'ghost'; size?: 'default' | 'sm'; describedBy?: string };

/** A button that opens the device's own file picker. */
export function FileChooser({ onFiles, multiple = false, children, variant = 'outline', size = 'default', describedBy }: FileChooserProps) {
  const field = useId();
  const input = useRef<HTMLInputElement>(null);
  const bring = () => {
    const files = [...(input.current?.files ?? [])];
    // The same file chosen again is a choice too.
    if (input.current) input.current.value = '';
    if (files.length > 0) onFiles(files);
  };
  // A file that was chosen before scripts were there is a choice too.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(bring, []);
  return (
    <span className="relative inline-flex">
      <input
        ref={input} id={field} type="file" accept={ACCEPT} multiple={multiple} className="peer sr-only" aria-describedby={describedBy}
        onChange={bring}
      />
      <label htmlFor={field} className={cn(buttonVariants({ variant, size }), 'cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring')}>
        <Upload aria-hidden /> {children}
      </label>
    </span>
  );
}
