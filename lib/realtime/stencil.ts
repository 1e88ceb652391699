import type { ServerMessage } from '#lib/protocol/messages.ts';
import { encodeServerMessage } from '#lib/protocol/wire.ts';

/**
 * A message of which every connection gets its own, different in a few places: validated and encoded once with
 * stand-ins, and cut there.
 * @param standIns as they stand in the JSON, one after the other
 * @returns fills the places in, with JSON
 * @throws Error where a stand-in is missing
 */
export function stencil(message: ServerMessage, standIns: readonly string[]): (...fillings: readonly string[]) => string {
  const pieces: string[] = [];
  let rest = encodeServerMessage(message);
  for (const standIn of standIns) {
    const at = rest.indexOf(standIn);
    if (at < 0) throw new Error(`no ${standIn} in ${rest}`);
    pieces.push(rest.slice(0, at));
    rest = rest.slice(at + standIn.length);
  }
  return (...fillings) => {
    let text = '';
    for (let index = 0; index < pieces.length; index++) text += `${pieces[index]}${fillings[index]}`;
    return text + rest;
  };
}
