import type { Check } from './check.ts';
import { connectionChecks } from './connection-checks.ts';
import { httpChecks } from './http-checks.ts';
import { limitChecks } from './limit-checks.ts';
import { runningChecks } from './running-checks.ts';
import { taskChecks } from './task-checks.ts';

/** Every rule that can be held against a server from outside, in the order in which to hold them. */
export const allChecks: readonly Check[] = [...connectionChecks, ...taskChecks, ...httpChecks, ...limitChecks, ...runningChecks]
  .toSorted((a, b) => Number(a.last ?? false) - Number(b.last ?? false));
