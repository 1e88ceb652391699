import type { Db } from '#lib/db/client.ts';

/** Stands around each call: `task.findUnique`, `$transaction` … @param run makes it */
export type Around = (call: string, run: () => Promise<unknown>) => Promise<unknown>;

/** A database with somebody standing around its calls, those inside transactions too: to stop one at a chosen place. */
export function aroundDb(db: Db, around: Around): Db {
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name === '$transaction') return (work: (tx: Db) => Promise<unknown>, ...rest: unknown[]) => around('$transaction', () => call(target, value, [(tx: Db) => work(aroundDb(tx, around)), ...rest]));
      return typeof value === 'object' && value !== null ? aroundModel(value, { name: String(name), around }) : value;
    },
  });
}

function aroundModel(model: object, { name, around }: { name: string; around: Around }): unknown {
  return new Proxy(model, {
    get(target, method) {
      const value: unknown = Reflect.get(target, method);
      return typeof value === 'function' ? (...args: unknown[]) => around(`${name}.${String(method)}`, async () => call(target, value, args)) : value;
    },
  });
}

function call(target: object, method: unknown, args: unknown[]): Promise<unknown> {
  return Reflect.apply(method as (...args: unknown[]) => Promise<unknown>, target, args);
}
