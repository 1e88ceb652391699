const KEY = 'mindtube.client_id';

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The name of this tab on the wire, the same before and after a reload. While the page lives, the store is empty:
 * browsers copy it into a duplicated tab, and two tabs of one name would take each other's place.
 * @param store null where there is none: the name lasts as long as the page
 * @param onLeave registers what to do when the page goes away
 */
export function tabClientId(store: Keep | null, onLeave: (fn: () => void) => void): string {
  if (store === null) return randomId();
  const kept = store.getItem(KEY);
  const id = kept && /^[A-Za-z0-9_-]{1,64}$/.test(kept) ? kept : randomId();
  store.removeItem(KEY);
  onLeave(() => store.setItem(KEY, id));
  return id;
}

/** 128 random bits as letters and digits; `crypto.randomUUID` is missing on plain http. */
export function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
