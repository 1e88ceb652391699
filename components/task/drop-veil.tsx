import { FileUp } from 'lucide-react';

/** Says that a file can be let go here. */
export function DropVeil({ children }: { children: string }) {
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-background/80 p-6 backdrop-blur-sm" aria-hidden>
      <p className="flex items-center gap-3 rounded-xl border-2 border-dashed border-primary bg-card px-8 py-6 text-lg font-medium"><FileUp className="size-6 text-primary" /> {children}</p>
    </div>
  );
}
