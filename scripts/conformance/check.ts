import type { Target } from './target.ts';

/** One rule of PROTOCOL.md held against a running server. */
export type Check = {
  /** Rule id: `C1`, `S3` … */
  rule: string;
  title: string;
  /** What the server must offer for it; without it the check is reported as not checked. */
  needs?: 'media' | 'pid' | 'local' | 'token';
  /** Takes the better part of a minute: runs beside the others. */
  slow?: boolean;
  /** Uses up what the others need: runs after them. */
  last?: boolean;
  /** Throws where the rule does not hold. */
  run(target: Target): Promise<void>;
};
