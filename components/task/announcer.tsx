'use client';

import { useEffect, useRef, useState } from 'react';
import { STAGE_TITLES } from '#lib/protocol/stages.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { STATUS_LABELS } from './stage-words.ts';

/** Says aloud, politely, what changed: stages and the end of the run, never each percent. */
export function Announcer({ task }: { task: TaskView }) {
  const before = useRef(task);
  const [words, setWords] = useState('');
  useEffect(() => {
    const news = changes(before.current, task);
    before.current = task;
    if (news.length > 0) setWords(news.join(' '));
  }, [task]);
  return <p aria-live="polite" role="status" className="sr-only">{words}</p>;
}

const ENDINGS = { completed: 'The video is understood.', failed: 'The run failed.', cancelled: 'The run was cancelled.', queued: 'Waiting in the queue.', running: 'The run has started.' } as const;

function changes(before: TaskView, after: TaskView): string[] {
  if (before.seq === after.seq) return [];
  const stages = after.stages
    .filter((stage, index) => stage.status !== 'pending' && stage.status !== before.stages[index]?.status)
    .map((stage) => `${STAGE_TITLES[stage.name]}: ${STATUS_LABELS[stage.status]}.`);
  if (after.status === before.status) return stages;
  const waiting = after.status === 'queued' ? after.stages.flatMap(({ message }) => message ?? []) : [];
  const why = after.status === 'failed' && after.error ? [after.error.message, after.error.hint] : waiting;
  return [...stages, ENDINGS[after.status], ...why];
}
