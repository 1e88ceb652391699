import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is on the public internet. Addresses that carry another inside them (mapped, compatible,
 * NAT64, 6to4, Teredo) are judged by that one too: a network may route them to it.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.kind() === 'ipv4') return isPublicV4(address as ipaddr.IPv4);
  return isPublicV6(address as ipaddr.IPv6);
}

/** Reserved blocks that ipaddr.js files under "unicast". */
const RESERVED_V4 = ['192.0.0.0/24', '192.88.99.0/24', '198.18.0.0/15', '240.0.0.0/4'].map((block) => ipaddr.IPv4.parseCIDR(block));

function isPublicV4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !RESERVED_V4.some((block) => address.match(block));
}

const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
const RESERVED_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16'].map((block) => ipaddr.IPv6.parseCIDR(block));

function isPublicV6(address: ipaddr.IPv6): boolean {
  const inner = embeddedV4(address);
  if (inner !== null) return isPublicV4(inner) && isTranslated(address);
  return address.match(GLOBAL_V6) && address.range() === 'unicast' && !RESERVED_V6.some((block) => address.match(block));
}

const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const SIX_TO_FOUR = ipaddr.IPv6.parseCIDR('2002::/16');
const COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');
const TEREDO = ipaddr.IPv6.parseCIDR('2001::/32');

/** Only these two forms ever lead anywhere a person could mean. */
function isTranslated(address: ipaddr.IPv6): boolean {
  return address.isIPv4MappedAddress() || address.match(NAT64);
}

function embeddedV4(address: ipaddr.IPv6): ipaddr.IPv4 | null {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const bytes = address.toByteArray();
  if (address.match(NAT64) || address.match(COMPATIBLE)) return new ipaddr.IPv4(bytes.slice(12));
  if (address.match(SIX_TO_FOUR)) return new ipaddr.IPv4(bytes.slice(2, 6));
  // Teredo keeps the client's address with every bit turned (RFC 4380, 4).
  if (address.match(TEREDO)) return new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff));
  return null;
}
