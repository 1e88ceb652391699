/** Who asks. `identity` is the key of everything counted per identity: limits, connections, idempotency. */
export type Actor =
  | {
      readonly kind: 'user';
      readonly identity: string;
      readonly user_id: string;
      readonly role: 'admin' | 'member';
      readonly via: 'local' | 'session' | 'token';
      /** The row whose deletion revokes the credential (an API token's id, a session's id); null in local mode. */
      readonly credential_id: string | null;
      /** Milliseconds since the epoch; null where it does not expire. */
      readonly expires_at: number | null;
    }
  | {
      readonly kind: 'viewer';
      readonly identity: string;
      /** The one task a share link opens, read only. */
      readonly task_id: string;
      readonly credential_id: string;
      readonly expires_at: number | null;
    };

export type UserActor = Extract<Actor, { kind: 'user' }>;

declare const permitted: unique symbol;
/** A resource that was checked against an actor; only `authorizeRead` and `authorizeWrite` make one. */
export type Authorized<T, P extends 'read' | 'write' = 'read'> = T & { readonly [permitted]: P extends 'write' ? 'read' | 'write' : 'read' };

type Owned = { readonly id: string; readonly owner_id: string };

/** Whether the actor may see the task; null looks exactly like a task that does not exist (rule A4). */
export function authorizeRead<T extends Owned>(actor: Actor, task: T | null): Authorized<T> | null {
  if (task === null) return null;
  const allowed = actor.kind === 'viewer' ? actor.task_id === task.id : actor.user_id === task.owner_id;
  return allowed ? (task as Authorized<T>) : null;
}

/** Whether the actor may change the task; viewers never may. */
export function authorizeWrite<T extends Owned>(actor: Actor, task: T | null): Authorized<T, 'write'> | null {
  return actor.kind === 'user' && authorizeRead(actor, task) !== null ? (task as Authorized<T, 'write'>) : null;
}
