/** The IP address of who is at the other end of the socket, as the front door noted it. */
export function peerAddress(headers: Headers): string {
  return headers.get('x-client-address') ?? 'unknown';
}
