import type { WorkContext } from '#lib/platform/work-context.ts';
import { asFailure } from '#lib/protocol/errors.ts';
import { percentDecoded } from '#lib/protocol/percent.ts';
import { zTranscript } from '#lib/protocol/result.ts';
import { zResolved, type Resolved, type Source } from '#lib/sources/source.ts';
import type { Job, JobPort } from '#lib/tasks/job.ts';
import { boundedVideo } from '../bounded-video.ts';
import { loadStored } from '../run.ts';
import type { Stage } from '../stage.ts';

type Deps = { sources: { sourceFor(url: URL): Source }; job: Job; port: JobPort };

/** Which source, and what it says of the video. */
export function resolveStage(deps: Deps): Stage<Resolved> {
  return {
    name: 'resolve',
    opening: 'Looking at the link',
    schema: zResolved,
    run: (context) => resolve(deps, context),
    part: ({ video }) => ({ video }),
  };
}

/** A person who brought the transcript gets it analysed even where the site shows nothing. */
async function resolve({ sources, job, port }: Deps, context: WorkContext): Promise<Resolved> {
  const url = new URL(job.url);
  try {
    return withNotices(await sources.sourceFor(url).resolve(url, job.options, context));
  } catch (thrown) {
    const brought = await loadStored(port, { name: 'transcript', schema: zTranscript });
    if (context.signal.aborted || brought?.origin !== 'upload') throw thrown;
    return withNotices(bareVideo(url, asFailure(thrown).message));
  }
}

/** A person reads them beside the video. */
function withNotices(resolved: Resolved): Resolved {
  const { notices, video } = resolved;
  return { ...resolved, video: boundedVideo(notices.length === 0 ? video : { ...video, notices }) };
}

function bareVideo(url: URL, notice: string): Resolved {
  const title = percentDecoded(url.pathname.split('/').findLast(Boolean) ?? '') || url.hostname;
  return {
    source: 'upload',
    video: { kind: 'upload', title, author: null, duration: null, thumbnail_url: null, page_url: url.href, media_url: null, start_at: 0 },
    author_chapters: [], tracks: [], audio_url: null, notices: [notice],
  };
}
