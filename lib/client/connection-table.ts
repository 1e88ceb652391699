export const LINK_STATES = ['closed', 'connecting', 'open', 'waiting', 'offline', 'refused'] as const;
export type LinkState = (typeof LINK_STATES)[number];

/**
 * `wanted`, `unwanted`: somebody follows a task, or nobody does. `lost`: the line ended and is worth another try.
 * `rejected`: it ended for good. `due`: the wait is over. `climb`: time to try the better line again. `seen`, `hidden`:
 * the page is looked at again, or no more. `left`: the page goes away, perhaps to come back as it is. `again`: a person asks.
 */
export const LINK_EVENTS = ['wanted', 'unwanted', 'established', 'lost', 'rejected', 'due', 'climb', 'online', 'offline', 'seen', 'hidden', 'left', 'again'] as const;
export type LinkEvent = (typeof LINK_EVENTS)[number];

/**
 * `wait`: until the backoff or the server's slot is over. `wait_long`: the browser says that there is no network;
 * it can be wrong (a server on this machine), so a rare try stays; the server's slot is kept to there too. `hasten`: end the wait unless the server set it.
 * `redial`: a handshake that may have been asleep is begun anew. `scout`: dial the better line beside the one that is open.
 */
export type LinkEffect = 'dial' | 'redial' | 'hang_up' | 'wait' | 'wait_long' | 'disarm' | 'hasten' | 'probe' | 'scout';
type Step = { readonly to: LinkState; readonly effects: readonly LinkEffect[] };

const go = (to: LinkState, ...effects: LinkEffect[]): Step => ({ to, effects });

/** Every state by every event: nothing is left to chance. */
export const LINK_TABLE: Record<LinkState, Record<LinkEvent, Step>> = {
  closed: {
    wanted: go('connecting', 'dial'), unwanted: go('closed'), established: go('closed'), lost: go('closed'), rejected: go('closed'),
    due: go('closed'), climb: go('closed'), online: go('closed'), offline: go('closed'), seen: go('closed'), hidden: go('closed'),
    left: go('closed'), again: go('closed'),
  },
  connecting: {
    wanted: go('connecting'), unwanted: go('closed', 'hang_up'), established: go('open'), lost: go('waiting', 'wait'), rejected: go('refused'),
    due: go('connecting'), climb: go('connecting'), online: go('connecting', 'redial'), offline: go('connecting'), seen: go('connecting', 'redial'), hidden: go('connecting'),
    left: go('offline', 'hang_up', 'wait_long'), again: go('connecting', 'redial'),
  },
  open: {
    wanted: go('open'), unwanted: go('closed', 'hang_up'), established: go('open'), lost: go('waiting', 'wait'), rejected: go('refused'),
    due: go('open'), climb: go('open', 'scout'), online: go('open', 'probe'), offline: go('open', 'probe'), seen: go('open', 'probe'), hidden: go('open'),
    left: go('offline', 'hang_up', 'wait_long'), again: go('open', 'probe'),
  },
  waiting: {
    wanted: go('waiting', 'hasten'), unwanted: go('closed', 'disarm'), established: go('waiting'), lost: go('waiting'), rejected: go('waiting'),
    due: go('connecting', 'dial'), climb: go('waiting'), online: go('waiting', 'hasten'), offline: go('offline', 'wait_long'), seen: go('waiting', 'hasten'), hidden: go('waiting'),
    left: go('waiting'), again: go('waiting', 'hasten'),
  },
  offline: {
    wanted: go('offline', 'hasten'), unwanted: go('closed', 'disarm'), established: go('offline'), lost: go('offline'), rejected: go('offline'),
    due: go('connecting', 'dial'), climb: go('offline'), online: go('offline', 'hasten'), offline: go('offline'), seen: go('offline', 'hasten'), hidden: go('offline'),
    left: go('offline'), again: go('offline', 'hasten'),
  },
  refused: {
    wanted: go('connecting', 'dial'), unwanted: go('closed'), established: go('refused'), lost: go('refused'), rejected: go('refused'),
    due: go('refused'), climb: go('refused'), online: go('refused'), offline: go('refused'), seen: go('refused'), hidden: go('refused'),
    left: go('refused'), again: go('connecting', 'dial'),
  },
};
