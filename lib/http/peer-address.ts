/** Who is at the other end of the socket, as the front door noted it and limits by address hold it. */
export function peerAddress(headers: Headers): string {
  return headers.get('x-client-address') ?? 'unknown';
}
