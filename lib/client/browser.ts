import { createApi } from './api.ts';
import { randomId, tabClientId } from './client-id.ts';
import { Connection } from './connection.ts';
import { samplePaints } from './paint-sample.ts';
import type { Link } from './link.ts';
import { openWebSocket } from './open-socket.ts';
import type { Clock, Surroundings } from './ports.ts';
import { browserStore } from './browser-store.ts';
import { dialSocket } from './socket.ts';
import { dialEventStreams } from './sse-line.ts';
import { browserLocks, canShareTabs, openBrowserChannel } from './tabs/browser-tabs.ts';
import { SharedLink } from './tabs/shared-link.ts';
import { TABS_VERSION } from './tabs/tab-messages.ts';
import { TaskStreams } from './task-stream.ts';

const browserClock: Clock = {
  now: () => new Date().getTime(),
  after(ms, fn) {
    const timer = globalThis.setTimeout(fn, ms);
    return () => globalThis.clearTimeout(timer);
  },
};

const browserSurroundings: Surroundings = {
  online: () => typeof navigator === 'undefined' || navigator.onLine !== false,
  visible: () => typeof document === 'undefined' || document.visibilityState !== 'hidden',
  listen(hear) {
    const stop = new AbortController();
    const options = { signal: stop.signal };
    window.addEventListener('online', () => hear('online'), options);
    window.addEventListener('offline', () => hear('offline'), options);
    window.addEventListener('pageshow', (event) => event.persisted && hear('seen'), options);
    window.addEventListener('pagehide', () => hear('left'), options);
    document.addEventListener('visibilitychange', () => hear(document.visibilityState === 'hidden' ? 'hidden' : 'seen'), options);
    return () => stop.abort();
  },
};

/** A task of its own after a frame's callback runs when that frame is on the screen. */
function afterPaint(fn: () => void): void {
  requestAnimationFrame(() => void browserClock.after(0, fn));
}

/** In [0, 1). */
function random(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
}

export type TabOptions = {
  /** By whose right tasks are followed: tabs of one identity share a socket. Null: nobody's yet. */
  identity: string | null;
  /** A share link's token; without it the visitor's own session counts. */
  share_token?: string | null;
  /** Renews the session, once its credential has run out. */
  renew?: () => Promise<unknown>;
};

/** This tab's streams, over one socket for all tabs where the browser can; made on the server too, where nothing ever opens it. */
export function createTabStreams({ identity, share_token = null, renew = async () => null }: TabOptions): TaskStreams {
  const ports = { fetch: (...call: Parameters<typeof fetch>) => fetch(...call), origin: '', share_token };
  const api = createApi(ports);
  let clientId: string | null = null;
  const address = async (fresh: boolean) => {
    if (fresh) {
      await renew();
      clientId = randomId();
    }
    clientId ??= share_token === null ? tabClientId(browserStore('sessionStorage'), (fn) => window.addEventListener('pagehide', fn)) : randomId();
    const query = new URLSearchParams({ resume: 'cursor', ...(share_token !== null && { token: share_token }) });
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/${clientId}?${query}`;
  };
  const connection = new Connection({
    clock: browserClock,
    random,
    surroundings: browserSurroundings,
    dial: (handlers, fresh) => dialSocket({ clock: browserClock, openSocket: openWebSocket, address }, handlers, fresh),
    fallback: (handlers, fresh) => dialEventStreams({ ...ports, api, clock: browserClock, renew }, handlers, fresh),
  });
  const link = shared(connection, identity);
  const painted = samplePaints({ clock: browserClock, random, visible: browserSurroundings.visible, afterPaint }, (task_id, seq) => link.send({ type: 'painted', task_id, seq }));
  return new TaskStreams(link, browserClock, painted);
}

function shared(connection: Connection, identity: string | null): Link {
  if (identity === null || !canShareTabs()) return connection;
  return new SharedLink({
    scope: `mindtube/${TABS_VERSION}/${identity}`, self: randomId(), connection,
    clock: browserClock, surroundings: browserSurroundings, locks: browserLocks, openChannel: openBrowserChannel,
  });
}
