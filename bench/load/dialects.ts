/** How a peer is spoken to: the path of its handshake and the texts that follow it. */
export type Dialect = {
  path(client_id: string): string;
  /** Subscriptions are asked for once the server has said this; null: as soon as the connection is open. */
  greeted: RegExp | null;
  hello: string | null;
  subscribe(task_id: string, after: number | null): string;
  /** The text that says that a subscription stands. */
  subscribed: RegExp;
  /** The same for one that goes on from a cursor. */
  resumed: RegExp;
  /** Text pings of its own, by what they are and what answers them. */
  ping: { text: string; answer: string } | null;
};

const json = (message: object): string => JSON.stringify(message);
const asSocket: Omit<Dialect, 'greeted' | 'subscribed'> = {
  path: (client_id) => `/ws/${client_id}`,
  hello: null,
  subscribe: (task_id, after) => json({ type: 'subscribe_task', task_id, ...(after === null ? {} : { after }) }),
  resumed: /^\{"type":"subscribed"/,
  ping: null,
};

export const DIALECTS = {
  /** The first state of a task follows its `subscribed`: a subscription stands when that is here too. */
  mindtube: { ...asSocket, greeted: null, subscribed: /^\{"type":"task_snapshot"/ },
  rooms: { ...asSocket, greeted: null, subscribed: /^\{"type":"subscribed"/ },
  'socket.io': {
    path: () => '/socket.io/?EIO=4&transport=websocket',
    hello: '40', greeted: /^40/,
    subscribe: (task_id) => `42${json(['subscribe_task', { task_id }])}`,
    subscribed: /^42\["subscribed"/,
    resumed: /^42\["subscribed"/,
    ping: { text: '2', answer: '3' },
  },
} as const satisfies Record<string, Dialect>;
export type DialectName = keyof typeof DIALECTS;
