import type { ReactNode } from 'react';

type SectionProps = { id: string; title: string; aside?: ReactNode; children: ReactNode };

/** One titled part of a result page, reachable by its anchor. */
export function Section({ id, title, aside, children }: SectionProps) {
  return (
    <section aria-labelledby={`${id}-title`} id={id} className="scroll-mt-20">
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={`${id}-title`} className="font-serif text-2xl font-medium tracking-tight">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
