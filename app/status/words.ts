import { ERRORS, zErrorCode } from '#lib/protocol/errors.ts';
import { CLOSE } from '#lib/protocol/close-codes.ts';

/** Close codes that no server sends. */
const OF_PEERS: Record<number, string> = { 1000: 'ended by the page', 1001: 'page left', 1005: 'ended without a reason', 1006: 'cut off' };

export function closeMeaning(code: string): string {
  return OF_PEERS[Number(code)] ?? Object.values(CLOSE).find((close) => close.code === Number(code))?.reason ?? 'of the client’s own';
}

/** What a person was told. */
export function failureMeaning(code: string): string {
  const known = zErrorCode.safeParse(code);
  return known.success ? ERRORS[known.data].message : '';
}

/** Why a handshake was refused. */
const REFUSALS: Record<string, string> = {
  bad_client_id: 'the client’s name has another shape',
  bad_target: 'an address of another form',
  connections: 'as many connections as one may have',
  credentials: 'none, expired or revoked',
  database: 'the database did not answer',
  draining: 'this server is ending',
  internal: 'an error of the server’s',
  origin: 'a page of another site; see ALLOWED_ORIGINS',
  rate: 'too many a second from one address',
  unknown_path: 'no socket lives there',
};

export function refusalMeaning(reason: string): string {
  return REFUSALS[reason] ?? '';
}

const SUBSCRIPTIONS: Record<string, string> = {
  snapshot: 'from the state as it stood',
  recovered: 'from where the client was',
  unrecovered: 'from the state: what the client had is not kept',
  healed: 'again, because the client had missed something',
};

export function subscriptionMeaning(kind: string): string {
  return SUBSCRIPTIONS[kind] ?? '';
}

export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log(count) / Math.log(1024)));
  const value = count / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`;
}

export function milliseconds(seconds: number): string {
  const ms = seconds * 1000;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export const whole = new Intl.NumberFormat('en');
