import { isIP } from 'node:net';
import { Failure } from '#lib/protocol/errors.ts';
import { isPublicAddress } from './address.ts';

/** Private addresses that the operator allows, as `host:port`. */
export type Allowed = readonly string[];

/** Names that never leave a machine or its network. */
const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|intranet|home\.arpa|lan|localdomain)$/i;

/**
 * An address that may be looked up: http(s), a host, no credentials, no private literal in any notation.
 * What its name resolves to is looked at when it is dialled.
 * @throws Failure `invalid_url`, `forbidden_address`
 */
export function vetUrl(text: string, allowed: Allowed = []): URL {
  const url = parse(text.trim());
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('Only http:// and https:// links can be opened.');
  if (url.username !== '' || url.password !== '') throw invalid('A link must not hold a user name or a password.');
  const host = hostOf(url);
  if (host === '') throw invalid('The link names no site.');
  if (isAllowed(host, portOf(url), allowed)) return url;
  if (isIP(host) !== 0 ? !isPublicAddress(host) : PRIVATE_NAMES.test(host) || !host.includes('.')) throw new Failure('forbidden_address');
  return url;
}

/** The host without brackets and without the dot that ends a full name. The URL parser has already read odd notations of IPv4. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '').toLowerCase();
}

export function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

/** @param host a name or an address without brackets */
export function isAllowed(host: string, port: number, allowed: Allowed): boolean {
  const named = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return allowed.some((entry) => entry.toLowerCase() === named);
}

function parse(text: string): URL {
  if (!URL.canParse(text)) throw invalid(`“${text.slice(0, 80)}” is not a whole link.`);
  return new URL(text);
}

function invalid(message: string): Failure {
  return new Failure('invalid_url', { message });
}
