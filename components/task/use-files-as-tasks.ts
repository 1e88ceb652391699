'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { randomId } from '#lib/client/client-id.ts';
import { asFailure, Failure } from '#lib/protocol/errors.ts';
import type { TaskOptions } from '#lib/protocol/options.ts';
import type { TaskView } from '#lib/protocol/task-view.ts';
import type { UploadView } from '#lib/protocol/uploads.ts';
import { browserApi } from './browser-api.ts';
import { captionsKeep, filmOf } from './captions-keep.ts';
import { planFiles, type FilePlan } from './plan-files.ts';
import { wishFor } from './use-submit.ts';
import { useUpload, type Send, type Uploading } from './use-upload.ts';

type Refused = { file: File; failure: Failure };

/**
 * Files become tasks: a film with its captions one, every other file one. One file that is refused does not hold up the others.
 * @param readOptions what is asked for beside them
 * @returns busy until the page that shows them is there
 */
export function useFilesAsTasks(readOptions: () => TaskOptions): Uploading {
  const router = useRouter();
  const [leaving, setLeaving] = useState(false);
  const uploading = useUpload(async (files, send) => {
    const options = readOptions();
    const made: TaskView[] = [];
    const refused: Refused[] = [];
    for (const plan of planFiles(files)) {
      try {
        made.push(await taskOf(plan, send, options));
      } catch (thrown) {
        if (isStop(thrown)) throw thrown;
        refused.push({ file: plan.file, failure: asFailure(thrown) });
      }
    }
    if (refused.length > 0) throw refusal(refused, made.length);
    setLeaving(true);
    router.push(made.length === 1 ? `/tasks/${made[0]?.id}` : '/tasks');
  });
  return { ...uploading, busy: uploading.busy || leaving };
}

/** The captions first: they are small, and the film's progress is what one waits for. */
async function taskOf({ file, captions }: FilePlan, send: Send, options: TaskOptions): Promise<TaskView> {
  const words = captions === null ? await wordsSentBefore(file) : await send(captions);
  if (words !== null) captionsKeep.put(filmOf(file), words);
  const upload = await send(file);
  const view = await browserApi.submit(wishFor(upload.url, { ...options, ...(words !== null && { captions: words.url }) }), randomId());
  captionsKeep.drop(filmOf(file));
  return view;
}

/** The captions that came with this film before it was broken off, where the server still has them. */
async function wordsSentBefore(film: File): Promise<UploadView | null> {
  const kept = captionsKeep.of(filmOf(film));
  const upload = kept && (await browserApi.upload(kept.id).catch(() => null));
  return upload?.kind ? upload : null;
}

function isStop(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'AbortError';
}

/** What to tell of files that were not taken, beside those that were. */
export function refusal(refused: readonly Refused[], taken: number): Failure {
  const [first] = refused;
  if (!first || (refused.length === 1 && taken === 0)) return first?.failure ?? new Failure('internal');
  const names = refused.map(({ file }) => `“${file.name}”`).join(', ');
  const others = taken === 0 ? '' : taken === 1 ? ' The other one is in the library.' : ` The other ${taken} are in the library.`;
  return new Failure(first.failure.code, { message: `Not taken: ${names}. ${first.failure.message}`, hint: `${first.failure.hint}${others}` });
}
