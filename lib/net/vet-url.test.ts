import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './address.ts';
import { vetUrl } from './vet-url.ts';

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an address as written', () => {
  it.each([
    'http://127.0.0.1', 'http://127.1', 'http://2130706433', 'http://0x7f.1', 'http://0x7f000001', 'http://0177.0.0.1', 'http://017700000001',
    'http://127.0.0.1.', 'http://0', 'http://0.0.0.0', 'http://localhost', 'http://LOCALHOST:80', 'http://localhost.', 'http://a.localhost', 'http://printer.local',
    'http://intranet', 'http://db.internal', 'http://router.lan', 'http://[::1]', 'http://[::]', 'http://[::ffff:127.0.0.1]', 'http://[::ffff:7f00:1]', 'http://[::127.0.0.1]',
    'http://[::7f00:1]', 'http://[64:ff9b::7f00:1]', 'http://[64:ff9b::169.254.169.254]', 'http://[64:ff9b:1::1]', 'http://[2002:7f00:1::]', 'http://[2002:a00:1::1]',
    'http://[2001:0:4136:e378:8000:63bf:80ff:fffe]', 'http://[fe80::1]', 'http://[fc00::1]', 'http://[fd12:3456::1]', 'http://[ff02::1]', 'http://[2001:db8::1]', 'http://[fec0::1]', 'http://[100::1]',
    'http://10.0.0.1', 'http://172.16.0.1', 'http://172.31.255.255', 'http://192.168.1.1', 'http://169.254.169.254', 'http://100.64.0.1', 'http://192.0.2.1', 'http://198.51.100.7',
    'http://203.0.113.9', 'http://198.18.0.1', 'http://198.19.255.255', 'http://224.0.0.1', 'http://255.255.255.255', 'http://240.0.0.1', 'http://192.0.0.8', 'http://0.1.2.3',
    'http://①②⑦.⓪.⓪.①', 'http://127。0。0。1', 'http:\\\\127.0.0.1\\x', 'https://127.0.0.1:443', 'http://%31%32%37.0.0.1',
  ])('%s is inside a private network', (text) => {
    expect(codeOf(() => vetUrl(text))).toBe('forbidden_address');
  });

  it.each(['file:///etc/passwd', 'ftp://example.org/a', 'gopher://127.0.0.1:70/', 'javascript:alert(1)', 'data:text/html,x', 'http://', 'example.org/video', '', 'http://a:b@example.org', 'http://user@127.0.0.1', 'http://exa mple.org'])(
    '%j is no link that can be opened',
    (text) => {
      expect(codeOf(() => vetUrl(text))).toBe('invalid_url');
    },
  );

  it.each(['https://example.org/a?b=c#t=3', 'http://8.8.8.8/', 'http://[2606:4700::1111]/', 'http://[::ffff:8.8.8.8]/', 'http://[64:ff9b::808:808]/', 'http://127.example.org', 'http://172.32.0.1'])('%s may be looked up', (text) => {
    expect(codeOf(() => vetUrl(text))).toBeUndefined();
  });

  it('an allowed host is allowed at that port alone', () => {
    const allowed = ['127.0.0.1:8080', 'media.local:80', '[::1]:9000'];
    expect(codeOf(() => vetUrl('http://127.0.0.1:8080/x', allowed))).toBeUndefined();
    expect(codeOf(() => vetUrl('http://media.local/x', allowed))).toBeUndefined();
    expect(codeOf(() => vetUrl('http://[::1]:9000/x', allowed))).toBeUndefined();
    expect(codeOf(() => vetUrl('http://127.0.0.1:8081/x', allowed))).toBe('forbidden_address');
    expect(codeOf(() => vetUrl('https://media.local/x', allowed))).toBe('forbidden_address');
  });

  it('what is no address at all is not public', () => {
    expect(isPublicAddress('example.org')).toBe(false);
    expect(isPublicAddress('fe80::1%eth0')).toBe(false);
  });
});
