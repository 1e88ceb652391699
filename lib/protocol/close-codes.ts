/** Every close code the server uses, with the reason it sends. */
export const CLOSE = {
  normal: { code: 1000, reason: 'done' },
  broken_frame: { code: 1002, reason: 'broken frame' },
  not_utf8: { code: 1007, reason: 'text is not UTF-8' },
  too_big: { code: 1009, reason: 'message too big' },
  restarting: { code: 1012, reason: 'restarting, come back' },
  too_slow: { code: 1013, reason: 'too slow, come back with after' },
  bad_messages: { code: 4400, reason: 'too many bad messages' },
  expired: { code: 4401, reason: 'credential expired, come back with a fresh one' },
  forbidden: { code: 4403, reason: 'no longer allowed' },
  silent: { code: 4408, reason: 'silent' },
  replaced: { code: 4409, reason: 'replaced by a newer connection' },
  too_many: { code: 4429, reason: 'too many' },
} as const;

export type Close = (typeof CLOSE)[keyof typeof CLOSE];

const RETRYABLE = new Set([1001, 1005, 1006, 1011, 1012, 1013, 4401, 4408]);

/** Whether a client should come back. 4401 only once, and with a fresh credential. */
export function isRetryable(code: number): boolean {
  return RETRYABLE.has(code);
}
