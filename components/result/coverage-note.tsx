import type { AnalystInfo, Coverage, Usage } from '#lib/protocol/result.ts';

type CoverageNoteProps = { coverage: Coverage; analyst: AnalystInfo | undefined };

/** How much was read and by what, how much of it is evidenced, and what it cost. */
export function CoverageNote({ coverage, analyst }: CoverageNoteProps) {
  const { ratio, note, evidenced, dropped = 0, usage } = coverage;
  const engine = analyst?.engine === 'model' ? `by ${analyst.model ?? 'a language model'}` : 'without a language model';
  const proof = [
    evidenced !== undefined && `${percent(evidenced)} of the summary backed by what is said`,
    dropped > 0 && `${dropped} ${dropped === 1 ? 'statement' : 'statements'} without evidence left out`,
  ].filter(Boolean).join(', ');
  return (
    <div className="text-xs text-muted-foreground">
      <p>{percent(ratio)} of the transcript read{analyst && `, ${engine}`}{note && `. ${note}`}</p>
      {proof !== '' && <p>{proof}</p>}
      {usage && <p>{costOf(usage)}</p>}
    </div>
  );
}

/** Never rounded up to all of it. */
function percent(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

const NUMBER = new Intl.NumberFormat('en');

function costOf({ calls, input_tokens, output_tokens, seconds, estimated }: Usage): string {
  const tokens = NUMBER.format(input_tokens + output_tokens);
  return `${NUMBER.format(calls)} ${calls === 1 ? 'question' : 'questions'} to the model, ${estimated ? 'about ' : ''}${tokens} tokens, ${NUMBER.format(Math.round(seconds))} s`;
}
