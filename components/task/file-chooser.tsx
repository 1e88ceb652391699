import { Upload } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { buttonVariants } from '#components/ui/button.tsx';
import { cn } from '#components/ui/cn.ts';

/** Files that a chooser offers first; what a file is, its bytes say. */
const ACCEPT = 'video/*,audio/*,.mkv,.srt,.vtt,.txt,.md,.ass,.ttml,text/plain,text/vtt';

type FileChooserProps = { onFiles: (files: File[]) => void; multiple?: boolean; children: ReactNode; variant?: 'default' | 'outline' | 'ghost'; size?: 'default' | 'sm'; describedBy?: string };

/** A button that opens the device's own file picker. */
export function FileChooser({ onFiles, multiple = false, children, variant = 'outline', size = 'default', describedBy }: FileChooserProps) {
  const field = useId();
  return (
    <span className="relative inline-flex">
      <input
        id={field} type="file" accept={ACCEPT} multiple={multiple} className="peer sr-only" aria-describedby={describedBy}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file chosen again is a choice too.
          event.target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
      <label htmlFor={field} className={cn(buttonVariants({ variant, size }), 'cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-ring')}>
        <Upload aria-hidden /> {children}
      </label>
    </span>
  );
}
