import type { Coverage, Summary as SummaryData, AnalystInfo } from '#lib/protocol/result.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import { CoverageNote } from './coverage-note.tsx';
import { Section } from './section.tsx';
import { TimeLink } from './time-link.tsx';

type SummaryProps = { summary: SummaryData; /** What it is written in, for `lang`. */ language: string; coverage: Coverage | undefined; analyst: AnalystInfo | undefined };

export function Summary({ summary, language, coverage, analyst }: SummaryProps) {
  return (
    <Section id="summary" title={STAGE_TITLES.summary} aside={coverage && <CoverageNote coverage={coverage} analyst={analyst} />}>
      <p lang={language} dir="auto" className="font-serif text-xl leading-relaxed text-foreground">{summary.short}</p>
      <div className="mt-4 space-y-4 leading-7">
        {summary.paragraphs.map((paragraph) => (
          <p key={`${paragraph.start}-${paragraph.text.slice(0, 24)}`} dir="auto">
            <span lang={language}>{paragraph.text}</span> <TimeLink seconds={paragraph.start} />
          </p>
        ))}
      </div>
    </Section>
  );
}
