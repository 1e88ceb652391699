'use client';

import { createContext, useContext } from 'react';
import type { TaskStreams } from './task-stream.ts';

/** The tab's task streams; whoever gives them also decides by whose right they are opened. */
export const StreamsContext = createContext<TaskStreams | null>(null);

export function useTaskStreams(): TaskStreams {
  const streams = useContext(StreamsContext);
  if (!streams) throw new Error('useTaskStreams needs a StreamsContext above it');
  return streams;
}
