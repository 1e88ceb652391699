import type { OpenChannel, TabLocks } from './tab-ports.ts';

/** Whether this browser, on this page, has what tabs need to share a socket; plain http has no locks. */
export function canShareTabs(): boolean {
  return typeof BroadcastChannel !== 'undefined' && typeof navigator !== 'undefined' && navigator.locks !== undefined;
}

export const openBrowserChannel: OpenChannel = (name, hear) => {
  const channel = new BroadcastChannel(name);
  channel.onmessage = (event) => hear(event.data);
  return {
    post: (message) => channel.postMessage(message),
    close() {
      channel.onmessage = null;
      channel.close();
    },
  };
};

/** Web Locks (W3C, "Web Locks API"). */
export const browserLocks: TabLocks = {
  request(name, { held, lost }, by) {
    const abort = new AbortController();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let ours = false;
    const hold = () => {
      if (abort.signal.aborted) return undefined;
      ours = true;
      held();
      return released;
    };
    // The two options exclude each other; a lock taken by force is not waited for.
    navigator.locks.request(name, by === 'force' ? { steal: true } : { signal: abort.signal }, hold).catch(() => {
      if (ours && !abort.signal.aborted) lost();
    });
    return () => {
      abort.abort();
      release();
    };
  },
};
