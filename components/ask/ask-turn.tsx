import { LoaderCircle } from 'lucide-react';
import type { Passage } from '#lib/protocol/ask.ts';
import { TimeLink } from '#components/result/time-link.tsx';
import type { Turn } from './turn.ts';

/** One question with its answer: statements first, the passages that it rests on below. */
export function AskTurn({ turn, language }: { turn: Turn; language: string }) {
  const { question, state, statements, passages, analyst, failure } = turn;
  return (
    <li className="rounded-lg border bg-card p-4">
      <h3 dir="auto" className="font-semibold text-balance">{question}</h3>
      {statements.length > 0 && (
        <div className="mt-2 space-y-2 leading-7">
          {statements.map((statement, index) => (
            <p key={index} dir="auto" title={`“${statement.quote}”`}>{statement.text} <TimeLink seconds={statement.start} /></p>
          ))}
        </div>
      )}
      <Remark turn={turn} />
      {passages.length > 0 && (
        statements.length > 0 ? (
          <details className="mt-3">
            <summary className="cursor-pointer rounded text-sm text-muted-foreground pointer-coarse:py-3">Passages that were looked at ({passages.length})</summary>
            <Passages passages={passages} language={language} />
          </details>
        ) : <Passages passages={passages} language={language} />
      )}
      {state === 'asking' && <p className="mt-2 flex items-center gap-2 text-sm text-muted-foreground"><LoaderCircle className="size-4 motion-safe:animate-spin" aria-hidden /> Looking for an answer</p>}
      {failure && <p className="mt-2 text-sm text-destructive">{failure.message} {failure.hint}</p>}
      {analyst?.note && <p className="mt-2 text-xs text-warning">{analyst.note} These are the passages found without it.</p>}
      {analyst?.engine === 'model' && <p className="mt-2 text-xs text-muted-foreground">Answered by {analyst.model ?? 'a language model'}, each sentence checked against the transcript</p>}
    </li>
  );
}

/** What is to be said where there is no answer in sentences. */
function Remark({ turn: { state, found, statements, passages, analyst } }: { turn: Turn }) {
  if (state === 'stopped') return <p className="mt-2 text-sm text-muted-foreground">Stopped.</p>;
  if (found === null || statements.length > 0) return null;
  if (found) return <p className="mt-2 text-sm text-muted-foreground">Where it is spoken of:</p>;
  const nearest = analyst?.engine === 'model' && passages.length > 0 ? ' These passages come nearest:' : '';
  return <p className="mt-2 text-sm text-muted-foreground">The transcript does not answer this.{nearest}</p>;
}

function Passages({ passages, language }: { passages: readonly Passage[]; language: string }) {
  return (
    <ul lang={language} className="mt-2 space-y-2 text-[0.9375rem] leading-6">
      {passages.map((passage) => (
        <li key={passage.start} className="flex gap-3">
          <TimeLink seconds={passage.start} className="mt-0.5 h-fit w-14 shrink-0 text-right" />
          <p dir="auto"><Marked passage={passage} /></p>
        </li>
      ))}
    </ul>
  );
}

function Marked({ passage: { text, marks } }: { passage: Passage }) {
  return marks.flatMap(([from, to], index) => [
    text.slice(index === 0 ? 0 : marks[index - 1]?.[1], from),
    <mark key={from} className="rounded-xs bg-warning/30 text-inherit">{text.slice(from, to)}</mark>,
  ]).concat(text.slice(marks.at(-1)?.[1] ?? 0));
}
