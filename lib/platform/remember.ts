/**
 * One value a process. `server.ts` and Next's routes load different copies of our modules, so a
 * module-level variable is two variables; what must be one (database client, bell, config) hangs here.
 */
export function remember<T>(name: string, make: () => T): T {
  const store = globalThis as unknown as Record<symbol, unknown>;
  const key = Symbol.for(`mindtube.${name}`);
  store[key] ??= make();
  return store[key] as T;
}
