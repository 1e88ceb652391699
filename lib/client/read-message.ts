import type { ServerMessage } from '#lib/protocol/messages.ts';
import { parseServerMessage } from '#lib/protocol/wire.ts';

/** What a server says, or null: words of a newer one that this client does not know are no reason to fail. */
export function readMessage(text: string): ServerMessage | null {
  try {
    return parseServerMessage(text);
  } catch {
    return null;
  }
}
