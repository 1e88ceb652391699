import { zAskEvent, type AskEvent } from '#lib/protocol/ask.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { addressOf, failureOf, type ApiPorts } from './api.ts';

type Question = { task_id: string; question: string; /** Earlier ones, oldest first. */ before: string[]; signal: AbortSignal };

/**
 * Asks a task's video and tells the answer event by event as its lines come.
 * @throws Failure the server's own, also one that came in the middle; `internal` where the connection was lost
 */
export async function askVideo(ports: ApiPorts, { task_id, question, before, signal }: Question, tell: (event: AskEvent) => void): Promise<void> {
  const response = await reach(ports, addressOf(ports, `/api/v1/tasks/${encodeURIComponent(task_id)}/ask`), {
    method: 'POST', cache: 'no-store', signal, body: JSON.stringify({ question, before }), headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
  });
  if (!response.ok) throw await failureOf(response);
  let ended = false;
  for await (const line of linesOf(response, signal)) {
    const event = zAskEvent.parse(JSON.parse(line));
    if (event.type === 'error') throw new Failure(event.code, event);
    ended ||= event.type === 'done';
    tell(event);
  }
  if (!ended) throw lost();
}

async function reach(ports: ApiPorts, url: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
  try {
    return await ports.fetch(url, init);
  } catch (error) {
    init.signal.throwIfAborted();
    throw lost(error);
  }
}

async function* linesOf(response: Response, signal: AbortSignal): AsyncGenerator<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      const lines = (rest + part.value).split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line !== '');
    }
  } catch (error) {
    signal.throwIfAborted();
    throw lost(error);
  } finally {
    // Who stops listening hangs up.
    await reader?.cancel().catch(() => undefined);
  }
}

function lost(cause?: unknown): Failure {
  return new Failure('internal', { message: 'The connection was lost before the answer was whole.', hint: 'Check the connection, then ask again.', cause });
}
