'use client';

import { useEffect, useRef, useState } from 'react';
import type { TaskView } from '#lib/protocol/task-view.ts';
import { announcement } from './announcement.ts';

/** Between two things said of stages: a quick run ends seven of them in a second. */
const PAUSE_MS = 3_000;

/** Says aloud, politely, what changed: the run's state at once, stages that ended together, never each percent. */
export function Announcer({ task }: { task: TaskView }) {
  const [said, newest] = [useRef(task), useRef(task)];
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [words, setWords] = useState('');
  useEffect(() => {
    const say = () => {
      hush(timer);
      const news = announcement(said.current, newest.current);
      said.current = newest.current;
      if (news !== '') setWords(news);
    };
    newest.current = task;
    if (task.status !== said.current.status) say();
    else if (task.seq !== said.current.seq) timer.current ??= setTimeout(say, PAUSE_MS);
  }, [task, said, newest]);
  useEffect(() => () => hush(timer), []);
  return <p aria-live="polite" role="status" className="sr-only">{words}</p>;
}

function hush(timer: { current: ReturnType<typeof setTimeout> | undefined }): void {
  clearTimeout(timer.current);
  timer.current = undefined;
}
