import type { Command } from '#lib/protocol/commands.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { parseCommand } from '#lib/protocol/wire.ts';

/** Rule X1. @param text of a frame; null: it was of another kind. @throws Failure `bad_message` */
export function readCommand(text: string | null): Command {
  if (text === null) throw new Failure('bad_message', { message: 'Only text frames are understood.' });
  return parseCommand(text);
}
