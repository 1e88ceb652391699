import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { createServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { selfSigned } from './self-signed.ts';

/** Ends TLS before a plain server, as a proxy does. This thread trusts its certificate until it is closed. @returns its address, `https://localhost:…` */
export async function tlsFront(port: number): Promise<{ url: URL; close(): Promise<void> }> {
  const { key, cert } = selfSigned();
  const server = createServer({ key, cert }, (client) => {
    const inner = connect(port, '127.0.0.1');
    pipeline(client, inner, client, () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const trusted = getCACertificates();
  setDefaultCACertificates([...trusted, cert]);
  return {
    url: new URL(`https://localhost:${(server.address() as AddressInfo).port}`),
    async close() {
      setDefaultCACertificates(trusted);
      server.close();
      await once(server, 'close');
    },
  };
}
