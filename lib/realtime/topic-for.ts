import { authorizeRead, type Actor } from '#lib/auth/actor.ts';
import { Failure } from '#lib/protocol/errors.ts';
import type { Topic } from './topic.ts';
import type { Topics } from './topics.ts';

/** @property after the newest milestone that the client has of the task */
type Reader = { actor: Actor; after?: number | undefined };

/** The topic of a task, for one who may read it, with all that the client knows of it already. @throws Failure `task_not_found` */
export async function topicFor(topics: Topics, task_id: string, { actor, after }: Reader): Promise<Topic> {
  const topic = await topics.open(task_id);
  if (!topic || !authorizeRead(actor, topic)) throw new Failure('task_not_found');
  if (isBehind(topic, after)) await topic.heal();
  return topic;
}

/** The client knows of more than this node has heard: by HTTP say, or from another node. The log may have it. */
export function isBehind({ head }: Topic, after = 0): boolean {
  return after > head;
}
