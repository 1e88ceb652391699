import { isIP } from 'node:net';
import { Failure } from '#lib/protocol/errors.ts';
import { isPublicAddress } from './address.ts';

/** Private addresses that the operator allows, as `host:port`. */
export type Allowed = readonly string[];

/** Ports on which something else than a web server listens, as browsers hold them (https://fetch.spec.whatwg.org/#port-blocking). */
const OTHER_SERVICES = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

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
  if (OTHER_SERVICES.has(portOf(url))) throw new Failure('forbidden_address', { message: `Port ${portOf(url)} belongs to another service than the web.`, hint: 'Use the address at which a browser opens the video.' });
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
