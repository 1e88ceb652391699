import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { Input } from '#components/ui/input.tsx';
import { Label } from '#components/ui/label.tsx';
import { WISH_FIELDS } from './read-wish.ts';

type Key = 'captions' | 'language' | 'output_language';

const FIELDS: { key: Key; label: string; placeholder: string; hint: string }[] = [
  { key: 'captions', label: 'Captions file', placeholder: 'https://… .vtt', hint: 'A link to SRT or VTT, where the video has none itself.' },
  { key: 'language', label: 'Language of the captions', placeholder: 'en', hint: 'Which to prefer, as a code: en, de, pt-BR.' },
  { key: 'output_language', label: 'Language of the summary', placeholder: 'en', hint: 'Needs a language model; without one it stays in the video’s own.' },
];

/** What few people need: folded away. */
export function NewTaskOptions() {
  const id = useId();
  return (
    <details className="group min-w-0 flex-1 basis-64">
      <summary className="inline-flex h-8 cursor-pointer list-none items-center gap-1.5 rounded-md text-sm text-muted-foreground hover:text-foreground pointer-coarse:h-11 [&::-webkit-details-marker]:hidden">
        More options <ChevronDown className="size-4 transition-transform group-open:rotate-180" aria-hidden />
      </summary>
      <div className="mt-2 grid gap-3 sm:grid-cols-3">
        {FIELDS.map(({ key, label, placeholder, hint }) => (
          <div key={key} className="grid content-start gap-1.5">
            <Label htmlFor={`${id}-${key}`}>{label}</Label>
            <Input id={`${id}-${key}`} name={WISH_FIELDS[key]} placeholder={placeholder} aria-describedby={`${id}-${key}-hint`} />
            <p id={`${id}-${key}-hint`} className="text-xs text-muted-foreground">{hint}</p>
          </div>
        ))}
      </div>
    </details>
  );
}
