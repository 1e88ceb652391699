import ipaddr from 'ipaddr.js';

const NETWORK_BYTES = 8;

/**
 * Whom a limit by address holds: an IPv4 address, also one written as IPv6; of IPv6 the /64, since whoever has one
 * address has all of those (RFC 6177, 2). @param address of a socket; undefined where it is gone
 */
export function peerBlock(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return '';
  const peer = ipaddr.process(address);
  if (peer.kind() === 'ipv4') return peer.toString();
  const network = [...peer.toByteArray().slice(0, NETWORK_BYTES), ...Array<number>(NETWORK_BYTES).fill(0)];
  return `${new ipaddr.IPv6(network).toString()}/64`;
}
