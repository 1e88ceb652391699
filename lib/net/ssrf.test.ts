import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoopbackServer } from '#lib/testing/loopback-server.ts';
import { rudeAnswer } from '#lib/testing/rude-answers.ts';
import { createGuardedFetch } from './guarded-fetch.ts';

/** Listens on every address of this machine, and counts whoever knocks. */
let inside: Server;
let knocks = 0;
let open: LoopbackServer;

beforeAll(async () => {
  inside = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => inside.listen(0, '::', resolve));
  open = await LoopbackServer.listen(rudeAnswer);
});
afterAll(async () => {
  await open.close();
  await new Promise((resolve) => inside.close(resolve));
});

const port = () => (inside.address() as AddressInfo).port;
const codeOf = async (address: string, resolver?: (host: string) => Promise<string[]>): Promise<string> => {
  const fetch = createGuardedFetch({ allow: [open.allow], ...(resolver ? { resolver } : {}) });
  const outcome = await fetch(address, { signal: AbortSignal.timeout(5000), max_bytes: 1000 }).catch((error: { code: string }) => error);
  return 'code' in outcome ? outcome.code : `answered ${outcome.response.status}`;
};

/** Loopback and this network, in every notation that URL parsers, resolvers or stacks take. */
const HOSTS = [
  '127.0.0.1', '127.0.0.2', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0x7f.1', '0177.0.0.1', '0177.0.0.01', '017700000001', '127.0.0.1.', '0', '0.0.0.0', '00.0.0.0', '0x0',
  'localhost', 'LOCALHOST', 'localhost.', 'a.b.localhost', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:0:127.0.0.1]', '[::127.0.0.1]', '[::7f00:1]',
  '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[2001::80ff:fffe]', '[fe80::1]', '[fd00::1]', '[ff02::1]', '①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1', '127%2e0%2e0%2e1',
  '10.0.0.1', '172.16.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1', '192.0.0.170', '192.88.99.1', '[2001:db8::1]', '[3fff::1]', '[2001:20::1]', '[100::1]', '[5f00::1]',
];

describe('nothing inside is ever knocked at', () => {
  it.each(HOSTS)('%s', async (host) => {
    expect(await codeOf(`http://${host}:${port()}/`)).toBe('forbidden_address');
    expect(await codeOf(`https://${host}:${port()}/`)).toBe('forbidden_address');
    expect(knocks).toBe(0);
  });

  it.each([301, 302, 303, 307, 308])('by redirects of kind %i to each of them', async (kind) => {
    for (const host of HOSTS) expect(await codeOf(open.url(`/to/${kind}?${encodeURIComponent(`http://${host}:${port()}/`)}`).href), host).toBe('forbidden_address');
    expect(knocks).toBe(0);
  });

  it('by a second redirect, a redirect without a scheme, and one on a chain that began outside', async () => {
    const there = `//127.0.0.1:${port()}/`;
    expect(await codeOf(open.url(`/to?${encodeURIComponent(there)}`).href)).toBe('forbidden_address');
    expect(await codeOf(open.url(`/to?${encodeURIComponent(`/to/307?${encodeURIComponent(`http:${there}`)}`)}`).href)).toBe('forbidden_address');
    expect(await codeOf(open.url('/refresh').href)).toBe('answered 200');
    expect(knocks).toBe(0);
  });

  it('by names that resolve inside, to one such address among others, or to addresses in strange notations', async () => {
    for (const addresses of [['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], ['::ffff:7f00:1'], ['64:ff9b::7f00:1'], ['2002:7f00:1::'], ['::7f00:1'], ['8.8.8.8', '127.0.0.1'], ['2606:4700::1', '::1'], ['0.0.0.0'], ['169.254.169.254'], ['fe80::1%lo'], ['127.1'], ['localhost']]) {
      expect(await codeOf(`http://rebind.example:${port()}/`, async () => addresses), String(addresses)).toBe('forbidden_address');
    }
    expect(knocks).toBe(0);
  });

  it('by a name that answers well the first time and leads inside the next', async () => {
    // Where the name is looked at once more on its way to the socket, the second answer would win.
    for (const first of ['192.0.2.1', '8.8.8.8']) {
      const answers = [[first], ['127.0.0.1'], ['::1']];
      const stop = AbortSignal.timeout(300);
      const fetch = createGuardedFetch({ allow: [], resolver: async () => answers.shift() ?? ['127.0.0.1'] });
      await expect(fetch(`http://rebind.example:${port()}/`, { signal: stop, max_bytes: 1000, timeout_ms: 250 })).rejects.toBeTruthy();
    }
    expect(knocks).toBe(0);
  });

  it('by an allowed host at another port, or another host at the allowed port', async () => {
    expect(await codeOf(`http://127.0.0.1:${port()}/`)).toBe('forbidden_address');
    expect(await codeOf(`http://[::1]:${open.port}/`)).toBe('forbidden_address');
    expect(await codeOf(`http://localhost:${open.port}/`)).toBe('forbidden_address');
    expect(knocks).toBe(0);
  });

  it.each([22, 25, 110, 143, 6000, 6667])('and the port of another service, %i, at no address', async (service) => {
    expect(await codeOf(`http://example.org:${service}/`, async () => Promise.reject(new Error('looked up')))).toBe('forbidden_address');
  });
});
