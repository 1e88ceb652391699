import type { ServerMessage } from '#lib/protocol/messages.ts';
import { addressOf, failureOf, type ApiPorts } from './api.ts';
import { readMessage } from './read-message.ts';
import { createSseParser } from './sse-parser.ts';

export type EventStreamHearer = {
  /** The server has answered. */
  opened(): void;
  /** Bytes came, whatever they say. */
  heard(): void;
  message(message: ServerMessage): void;
  /** The server has said when to come back. Milliseconds. */
  retry(after_ms: number): void;
};

/**
 * Reads one task's event stream to its end (rule T1).
 * @param after the newest milestone that is known
 * @throws Failure of the server, and what `fetch` throws
 */
export async function readEventStream(ports: ApiPorts, { task_id, after, signal }: { task_id: string; after: number; signal: AbortSignal }, hearer: EventStreamHearer): Promise<void> {
  const address = addressOf(ports, `/api/v1/tasks/${encodeURIComponent(task_id)}/events`, { after: String(after) });
  const response = await ports.fetch(address, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal });
  if (!response.ok || !response.body) throw await failureOf(response);
  hearer.opened();
  const hear = (data: string) => {
    const message = readMessage(data);
    if (message) hearer.message(message);
  };
  const parse = createSseParser(hear, (after_ms) => hearer.retry(after_ms));
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    hearer.heard();
    parse(decoder.decode(piece.value, { stream: true }));
  }
}
