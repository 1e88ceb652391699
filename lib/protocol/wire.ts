import { z } from 'zod';
import { COMMAND_TYPES, zCommand, type Command } from './commands.ts';
import { Failure } from './errors.ts';
import { zTick, type TaskEvent } from './events.ts';
import { zServerMessage, type ServerMessage } from './messages.ts';

/** The issues of a Zod error as one sentence that names each field. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
    .join('; ');
}

/** A frame from a client. @throws Failure `bad_message`, naming the field. */
export function parseCommand(text: string): Command {
  const json = parseJson(text);
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (typeof type !== 'string' || !(COMMAND_TYPES as readonly string[]).includes(type)) {
    throw bad(`type: must be one of ${COMMAND_TYPES.join(', ')}`);
  }
  const parsed = zCommand.safeParse(json);
  if (!parsed.success) throw bad(describeIssues(parsed.error));
  return parsed.data;
}

/** The `request_id` of a frame, even of one that fails its schema, so that its error finds the asker. */
export function requestIdOf(text: string): string | undefined {
  try {
    return zTagged.parse(JSON.parse(text)).request_id;
  } catch {
    return undefined;
  }
}

/** A frame from the server. @throws Failure `bad_message`. */
export function parseServerMessage(text: string): ServerMessage {
  const parsed = zServerMessage.safeParse(parseJson(text));
  if (!parsed.success) throw bad(describeIssues(parsed.error));
  return parsed.data;
}

/** Frames for the wire: validated, so that nothing malformed ever leaves. */
export function encodeServerMessage(message: ServerMessage): string {
  return JSON.stringify(zServerMessage.parse(message));
}

export function encodeCommand(command: Command): string {
  return JSON.stringify(zCommand.parse(command));
}

/** A server message as the task event it is, or null where it is an answer or a connection message. */
export function eventOf(message: ServerMessage): TaskEvent | null {
  if (message.type === 'error') {
    const tick = zTick.safeParse(message);
    return tick.success ? tick.data : null;
  }
  return 'seq' in message && message.type !== 'subscribed' ? message : null;
}

const zTagged = z.looseObject({ request_id: z.string().min(1).max(64) });

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad('not JSON');
  }
}

function bad(detail: string): Failure {
  return new Failure('bad_message', { message: `That message could not be understood: ${detail}` });
}
