import { z } from 'zod';
import { zCommand } from '#lib/protocol/commands.ts';
import { zServerMessage } from '#lib/protocol/messages.ts';
import { zId } from '#lib/protocol/scalars.ts';
import { LINK_STATES } from '../connection-table.ts';

/** Part of the names of channel and locks: tabs whose messages differ do not share a socket. */
export const TABS_VERSION = 1;

const said = <T extends string, S extends z.ZodRawShape>(type: T, fields: S) => z.object({ type: z.literal(type), from: zId, ...fields });

const zLinkStatus = z.object({ state: z.enum(LINK_STATES), online: z.boolean(), close_code: z.int().nullable() });

/** What tabs of one browser say to each other. `line` counts the lines that a leader has had. */
export const zTabMessage = z.discriminatedUnion('type', [
  // To the leader: here I am; answered by `lead`.
  said('hello', { visible: z.boolean() }),
  said('command', { command: zCommand, /** Asked at once when the leader's line came up. */ prompted: z.boolean() }),
  said('nudge', { event: z.enum(['seen', 'again']) }),
  // Of the leader: how its line is; a new line is up; what came over it, for one tab or for all; take my place.
  said('lead', { status: zLinkStatus, line: z.int().min(0) }),
  said('up', { line: z.int().min(1) }),
  said('heard', { to: zId.nullable(), message: zServerMessage }),
  said('take', { to: zId }),
  // Of anyone: I leave.
  said('bye', {}),
]);
export type TabMessage = z.infer<typeof zTabMessage>;

type Draft<T> = T extends unknown ? Omit<T, 'from'> : never;
export type TabDraft = Draft<TabMessage>;
