import { Upload } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { buttonVariants } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';
import { ACCEPT } from './file-words.ts';

type FileChooserProps = { onFile: (file: File) => void; children: ReactNode; variant?: 'default' | 'outline' | 'ghost'; size?: 'default' | 'sm'; describedBy?: string };

/** A button that opens the device's own file picker. */
export function FileChooser({ onFile, children, variant = 'outline', size = 'default', describedBy }: FileChooserProps) {
  const field = useId();
  return (
    <span className="relative inline-flex">
      <input
        id={field} type="file" accept={ACCEPT} className="peer sr-only" aria-describedby={describedBy}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file chosen again is a choice too.
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
      <label htmlFor={field} className={cn(buttonVariants({ variant, size }), 'cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring')}>
        <Upload aria-hidden /> {children}
      </label>
    </span>
  );
}
