import { Failure } from '#lib/protocol/errors.ts';

const HINT = 'Try again later or from another network, or upload the transcript (SRT or VTT) to this task.';

/** A page for people where data was asked for, told by what it asks of them; null where the text is no page. */
export function failureOfHtml(text: string): Failure | null {
  if (!/^\s*<(!doctype|html)/i.test(text)) return null;
  return new Failure('source_blocked', { message: messageOf(text), hint: HINT });
}

function messageOf(text: string): string {
  if (/recaptcha|unusual traffic|not a robot/i.test(text)) return 'YouTube wants a person to prove that they are no machine before it answers this server.';
  if (/consent|before you continue/i.test(text)) return 'YouTube wants a person to agree to its terms before it answers this server.';
  return 'YouTube answered with a page for people instead of the video.';
}
