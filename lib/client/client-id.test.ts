import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { zId } from '#lib/protocol/scalars.ts';
import { randomId, tabClientId } from './client-id.ts';
import { browserStore } from './browser-store.ts';

class Store extends Map<string, string> {
  getItem = (key: string) => this.get(key) ?? null;
  setItem = (key: string, value: string) => void this.set(key, value);
  removeItem = (key: string) => void this.delete(key);
}

let store: Store;
beforeEach(() => {
  store = new Store();
});

describe('the name of a tab', () => {
  it('is the same after a reload', () => {
    let leave = () => {};
    const id = tabClientId(store, (fn) => { leave = fn; });
    leave();
    expect(tabClientId(store, () => {})).toBe(id);
  });

  it('is another in a duplicate of a living tab', () => {
    let leave = () => {};
    tabClientId(store, (fn) => { leave = fn; });
    leave();
    const id = tabClientId(store, () => {});
    const duplicate = new Store(store);
    expect(tabClientId(duplicate, () => {})).not.toBe(id);
  });

  it('[C1] is always fit for the wire, whatever lies in the store', () => {
    store.setItem('mindtube.client_id', 'no/good');
    expect(zId.safeParse(tabClientId(store, () => {})).success).toBe(true);
    expect(zId.safeParse(randomId()).success).toBe(true);
  });
});

describe('a browser that keeps nothing', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('has no store, whether it lacks one or throws at its name, and gives each page a name all the same', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage');
    Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get: () => { throw new DOMException('denied', 'SecurityError'); } });
    expect(browserStore('sessionStorage')).toBeNull();
    if (before) Object.defineProperty(globalThis, 'sessionStorage', before);
    else Reflect.deleteProperty(globalThis, 'sessionStorage');
    vi.stubGlobal('sessionStorage', undefined);
    expect(browserStore('sessionStorage')).toBeNull();
    vi.stubGlobal('sessionStorage', store);
    expect(browserStore('sessionStorage')).toBe(store);
    expect(zId.safeParse(tabClientId(null, () => expect.fail('there is nothing to leave'))).success).toBe(true);
  });
});
