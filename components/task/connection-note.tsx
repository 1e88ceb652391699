'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { useTaskStreams } from '#lib/client/streams-context.ts';
import type { ConnectionWord } from '#lib/client/task-progress.ts';
import type { Failure } from '#lib/protocol/errors.ts';
import { Button } from '#components/ui/button.tsx';
import { CONNECTION_WORDS, connectionNews, isTrouble } from './connection-words.ts';

type ConnectionNoteProps = { connection: ConnectionWord; error: Failure | null; finished: boolean };

/** What the state of the connection means while it is not as it should be; said aloud, politely, when it changes. */
export function ConnectionNote({ connection, error, finished }: ConnectionNoteProps) {
  const before = useRef(connection);
  const [news, setNews] = useState('');
  useEffect(() => {
    const text = connectionNews(before.current, connection);
    before.current = connection;
    if (text !== null) setNews(text);
  }, [connection]);
  return (
    <>
      <p role="status" aria-live="polite" className="sr-only">{news}</p>
      {connection === 'denied' && error && <Refused error={error} />}
      {isTrouble(connection) && !finished && <p className="rounded-lg border border-warning/40 bg-warning/8 px-4 py-2.5 text-sm">{CONNECTION_WORDS[connection].sentence}</p>}
    </>
  );
}

/** Why the page follows the task no more, and the way back. */
function Refused({ error }: { error: Failure }) {
  const streams = useTaskStreams();
  const path = usePathname();
  const reconnect = () => {
    streams.reconnect();
    // The button goes away with its cause; whoever pressed a key must not be left nowhere.
    document.getElementById('main')?.focus({ preventScroll: true });
  };
  return (
    <div role="alert" className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 rounded-lg border border-destructive/40 bg-destructive/5 p-4 text-sm">
      <p>{error.message} {error.hint}</p>
      {error.code === 'unauthorized'
        ? <Button asChild size="sm"><Link href={`/sign-in?next=${encodeURIComponent(path)}`}>Sign in</Link></Button>
        : <Button size="sm" variant="outline" onClick={reconnect}>Reconnect here</Button>}
    </div>
  );
}
