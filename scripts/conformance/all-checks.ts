import { accessChecks } from './access-checks.ts';
import type { Check } from './check.ts';
import { eventChecks } from './event-checks.ts';
import { frameChecks } from './frame-checks.ts';
import { handshakeChecks } from './handshake-checks.ts';
import { httpChecks } from './http-checks.ts';
import { limitChecks } from './limit-checks.ts';
import { runningChecks } from './running-checks.ts';
import { subscriptionChecks } from './subscription-checks.ts';

/** Every rule that can be held against a server from outside, in the order in which to hold them. */
export const allChecks: readonly Check[] = [...handshakeChecks, ...frameChecks, ...subscriptionChecks, ...eventChecks, ...accessChecks, ...httpChecks, ...limitChecks, ...runningChecks]
  .toSorted((a, b) => Number(a.last ?? false) - Number(b.last ?? false));

/** Those that need no task to be run, and no patience. */
export const quickChecks: readonly Check[] = [...handshakeChecks, ...frameChecks].filter(({ slow }) => !slow);
