import type { TaskState } from '#lib/protocol/fold.ts';
import { STAGE_TITLES, STAGES } from '#lib/protocol/stages.ts';

type PartialTextsProps = { partials: TaskState['partials']; /** What is being written in, for `lang`. */ language: string };

/** Text that a stage is still writing, its newest lines in sight; it gives way to the finished part. */
export function PartialTexts({ partials, language }: PartialTextsProps) {
  const writing = STAGES.filter((stage) => partials[stage]);
  if (writing.length === 0) return null;
  return (
    <div className="space-y-4" aria-label="Being written" role="group">
      {writing.map((stage) => (
        <div key={stage} className="rounded-xl border border-dashed bg-card/50 p-5">
          <p className="mb-2 text-xs font-medium text-muted-foreground">{STAGE_TITLES[stage]}, being written</p>
          {/* Laid out from its end, so that what is cut off is the beginning. */}
          <div className="flex max-h-96 flex-col-reverse overflow-y-auto">
            <p lang={language} dir="auto" className="max-w-[68ch] font-serif text-[1.0625rem] leading-relaxed whitespace-pre-line">
              {partials[stage]}<span className="ml-0.5 inline-block h-[1em] w-0.5 translate-y-0.5 bg-primary motion-safe:animate-pulse" aria-hidden />
            </p>
          </div>
        </div>
      ))}
    </div>
  );
}
