import type { Authenticator } from '#lib/auth/authenticate.ts';
import { every, type Clock } from '#lib/platform/clock.ts';
import { log } from '#lib/platform/log.ts';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import type { Bell } from '#lib/tasks/bell.ts';
import type { Guest, Guests } from './guests.ts';

type Deps = { guests: Guests; clock: Clock; bell: Bell; auth: Pick<Authenticator, 'revokedAmong'> };

/** How often credentials are looked at: within the 5 s that A3 and A5 allow, should the bell's word be lost. */
const CHECK_MS = 2_000;
const WARN_AHEAD_MS = 60_000;

/** Rules A3, A5: who holds a credential that has expired or was revoked must go. @returns a function that stops it */
export function watchCredentials(deps: Deps): () => void {
  const { guests, clock, bell, auth } = deps;
  const warned = new WeakMap<Guest, number>();
  let asking = false;
  const revoke = (gone: ReadonlySet<string>) => {
    if (gone.size === 0) return;
    for (const guest of guests) {
      if (guest.actor.credential_id !== null && gone.has(guest.actor.credential_id)) dismiss(guest, clock.now());
    }
  };
  const ask = async () => {
    const holders = [...guests].map(({ actor }) => actor).filter(({ credential_id }) => credential_id !== null);
    if (asking || holders.length === 0) return;
    asking = true;
    try {
      revoke(await auth.revokedAmong(holders));
    } catch (error) {
      log.warn({ err: error }, 'credentials could not be checked');
    } finally {
      asking = false;
    }
  };
  const stops = [
    bell.onRing((ring) => ring.kind === 'revoked' && revoke(new Set([ring.credential_id]))),
    every(clock, CHECK_MS, () => {
      for (const guest of guests) checkExpiry(guest, warned, clock.now());
      void ask();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function checkExpiry(guest: Guest, warned: WeakMap<Guest, number>, now: number): void {
  const { expires_at } = guest.actor;
  if (expires_at === null) return;
  if (expires_at <= now) return guest.close(CLOSE.expired);
  if (warned.get(guest) === expires_at || expires_at - now > WARN_AHEAD_MS) return;
  warned.set(guest, expires_at);
  guest.warn(expires_at);
}

/** An expired credential is renewed by its holder; a viewer's revoked link is not. */
function dismiss(guest: Guest, now: number): void {
  const expired = guest.actor.expires_at !== null && guest.actor.expires_at <= now;
  guest.close(guest.actor.kind === 'viewer' && !expired ? CLOSE.forbidden : CLOSE.expired);
}
