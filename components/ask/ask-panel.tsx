'use client';

import { CornerDownLeft, Square } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import { Section } from '#components/result/section.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { AskTurn } from './ask-turn.tsx';
import { spoken } from './turn.ts';
import { useAsking } from './use-asking.ts';

type AskPanelProps = {
  task_id: string;
  share_token: string | null;
  /** The transcript's, of the passages that are quoted. */
  language: string;
  /** Something that the video speaks of, to show what may be asked. */
  example: string | undefined;
};

/** A question goes in; an answer comes from the transcript, with the times where it is said. */
export function AskPanel({ task_id, share_token, language, example }: AskPanelProps) {
  const { turns, news, ask, stop } = useAsking(task_id, share_token);
  const [question, setQuestion] = useState('');
  const field = useId();
  const asking = news?.state === 'asking';
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() === '' || asking) return;
    void ask(question.trim());
    setQuestion('');
  };
  return (
    <div className={turns.length === 0 ? 'print:hidden' : undefined}><Section id="ask" title="Ask the video">
      <form onSubmit={send} className="flex gap-2 print:hidden">
        <label htmlFor={field} className="sr-only">Your question</label>
        <Input
          id={field} value={question} onChange={(event) => setQuestion(event.target.value)} maxLength={500} enterKeyHint="send" autoComplete="off"
          placeholder={example ? `What is said about “${example}”?` : 'What would you like to know?'}
        />
        {asking
          ? <Button variant="outline" onClick={stop}><Square aria-hidden /> Stop</Button>
          : <Button type="submit" inactive={question.trim() === ''}><CornerDownLeft aria-hidden /> Ask</Button>}
      </form>
      <p role="status" className="sr-only">{news && spoken(news)}</p>
      {turns.length > 0 && (
        <ol aria-label="Questions and answers, newest first" className="mt-4 space-y-3">
          {turns.map((turn) => <AskTurn key={turn.id} turn={turn} language={language} />)}
        </ol>
      )}
    </Section></div>
  );
}
