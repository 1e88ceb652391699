import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { callbackify } from 'node:util';
import ipaddr from 'ipaddr.js';
import { buildConnector } from 'undici';
import { Failure } from '#lib/protocol/errors.ts';
import { isPublicAddress } from './address.ts';
import { isAllowed, type Allowed } from './vet-url.ts';

/** Every address of a name. */
export type Resolver = (host: string) => Promise<string[]>;

export const systemResolver: Resolver = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

const CONNECT_MS = 10_000;
/** Addresses of one name that are tried. */
const MAX_TRIED = 3;

/**
 * Dials the very address that was vetted: a name that resolves otherwise between look-up and connection leads
 * nowhere else. One private address among a name's is enough to refuse it. The connected socket is looked at once more.
 */
export function guardedConnector(allowed: Allowed, resolve: Resolver): buildConnector.connector {
  const dial = buildConnector({ timeout: CONNECT_MS });
  const guarded = callbackify((options: buildConnector.Options) => connect(dial, options, { allowed, resolve }));
  return (options, callback) => guarded(options, (error, socket) => (error ? callback(error, null) : callback(null, socket)));
}

type Dialled = NonNullable<Parameters<buildConnector.Callback>[1]>;

async function connect(dial: buildConnector.connector, options: buildConnector.Options, guard: { allowed: Allowed; resolve: Resolver }): Promise<Dialled> {
  const host = options.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '').toLowerCase();
  const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
  const addresses = await vettedAddresses(host, port, guard);
  const servername = options.servername ?? (isIP(host) === 0 ? host : undefined);
  let failure: unknown = new Failure('source_unreachable', { message: `The name ${host} leads nowhere.` });
  for (const address of addresses.slice(0, MAX_TRIED)) {
    try {
      const socket = await dialled(dial, { ...options, hostname: address, ...(servername ? { servername } : {}) });
      return checked(socket, address);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function vettedAddresses(host: string, port: number, { allowed, resolve }: { allowed: Allowed; resolve: Resolver }): Promise<string[]> {
  const addresses = isIP(host) === 0 ? await resolve(host) : [host];
  if (isAllowed(host, port, allowed)) return addresses;
  for (const address of addresses) {
    if (!isPublicAddress(address) && !isAllowed(address, port, allowed)) throw new Failure('forbidden_address');
  }
  return addresses;
}

function dialled(dial: buildConnector.connector, options: buildConnector.Options): Promise<Dialled> {
  return new Promise((resolve, reject) => dial(options, (error, socket) => (error || !socket ? reject(error) : resolve(socket))));
}

function checked(socket: Dialled, address: string): Dialled {
  if (socket.remoteAddress !== undefined && ipaddr.process(socket.remoteAddress).toString() === ipaddr.process(address).toString()) return socket;
  socket.destroy();
  throw new Failure('forbidden_address');
}
