import type { Check } from './check.ts';
import { connectionChecks } from './connection-checks.ts';
import { httpChecks } from './http-checks.ts';
import { runningChecks } from './running-checks.ts';
import { taskChecks } from './task-checks.ts';

/** Every rule that can be held against a server from outside. */
export const allChecks: readonly Check[] = [...connectionChecks, ...taskChecks, ...httpChecks, ...runningChecks];
