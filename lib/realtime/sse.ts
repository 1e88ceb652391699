import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '#lib/auth/actor.ts';
import { authorizeRead } from '#lib/auth/actor.ts';
import { every, type Clock } from '#lib/platform/clock.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Encoded } from './encode.ts';
import { Outbox } from './outbox.ts';
import { Subscription } from './subscription.ts';
import type { Topics } from './topics.ts';

/** Proxies end what is silent for a minute. */
const COMMENT_MS = 15_000;

/** Rule T1: the same milestones and ticks as on a socket, from `after`, until the last milestone of a finished task. */
export async function streamEvents(request: IncomingMessage, response: ServerResponse, { task_id, after, actor, topics, clock }: { task_id: string; after: number; actor: Actor; topics: Topics; clock: Clock }): Promise<void> {
  const topic = await topics.open(task_id);
  if (!topic || !authorizeRead(actor, topic)) throw new Failure('task_not_found');
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no', Connection: 'keep-alive' });
  response.flushHeaders();
  const stops: (() => void)[] = [];
  const end = () => {
    for (const stop of stops.splice(0)) stop();
    outbox.flush();
    outbox.close();
    response.end();
  };
  const outbox = new Outbox({
    get pending() {
      return response.writableLength;
    },
    write: (chunks) => void response.write(Buffer.concat(chunks)),
  }, { overflow: () => response.destroy(), conflated: () => undefined });
  let live = false;
  const send = (encoded: Encoded) => {
    outbox.push(sseBlock(encoded), encoded.slot);
    if (live && encoded.slot === null && topic.finished) end();
  };
  const subscription = new Subscription({ topic, send, onEnd: end });
  stops.push(() => subscription.stop(), every(clock, COMMENT_MS, () => outbox.push(Buffer.from(': alive\n\n'), null)));
  response.on('drain', () => outbox.drained());
  response.on('close', () => {
    for (const stop of stops.splice(0)) stop();
    outbox.close();
  });
  request.on('error', () => response.destroy());
  // A cursor ahead of the log gets the state instead of silence (rule S3).
  if (after > topic.head) send(topic.snapshot());
  await subscription.from(Math.min(after, topic.head));
  live = true;
  if (topic.finished) end();
}

function sseBlock({ text, seq, slot, type }: Encoded): Buffer {
  const id = slot === null && type !== 'task_snapshot' && type !== 'task_deleted' ? `id: ${seq}\n` : '';
  return Buffer.from(`${id}data: ${text}\n\n`);
}
