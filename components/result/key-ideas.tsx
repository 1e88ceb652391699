import type { KeyIdea, KeyPhrase } from '#lib/protocol/result.ts';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import { Badge } from '#components/ui/badge.tsx';
import { Section } from './section.tsx';
import { TimeLink } from './time-link.tsx';

type KeyIdeasProps = {
  ideas: KeyIdea[];
  phrases: KeyPhrase[];
  /** What they are written in, for `lang`. */
  language: string;
  /** Looks for a phrase in the transcript; absent until that is there. */
  onPhrase?: ((text: string) => void) | undefined;
};

export function KeyIdeas({ ideas, phrases, language, onPhrase }: KeyIdeasProps) {
  return (
    <Section id="key-ideas" title={STAGE_TITLES.key_ideas}>
      <ol className="grid gap-3 sm:grid-cols-2">
        {ideas.map((idea) => (
          <li key={`${idea.start}-${idea.title}`} className="flex flex-col gap-1.5 rounded-lg border bg-card p-4 print:break-inside-avoid">
            <div className="flex items-start justify-between gap-2">
              <h3 lang={language} dir="auto" className="min-w-0 flex-1 font-semibold text-balance">{idea.title}</h3>
              <TimeLink seconds={idea.start} className="mt-0.5 shrink-0" />
            </div>
            <p lang={language} dir="auto" className="text-sm leading-6 text-muted-foreground">{idea.text}</p>
          </li>
        ))}
      </ol>
      {phrases.length > 0 && (
        <ul aria-label="Key phrases" className="mt-4 flex flex-wrap gap-1.5">
          {phrases.slice(0, 14).map((phrase) => (
            <li key={phrase.text} lang={language} dir="auto">
              {onPhrase ? (
                <button type="button" title="Find it in the transcript" onClick={() => onPhrase(phrase.text)} className="cursor-pointer rounded-full pointer-coarse:min-w-11 pointer-coarse:py-2.5">
                  <Badge variant="secondary" className="whitespace-normal hover:bg-accent hover:text-accent-foreground">{phrase.text}</Badge>
                </button>
              ) : <Badge variant="secondary" className="whitespace-normal">{phrase.text}</Badge>}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
