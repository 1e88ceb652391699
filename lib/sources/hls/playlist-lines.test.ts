import { describe, expect, it } from 'vitest';
import { attributesOf, playlistLines } from './playlist-lines.ts';

const BASE = new URL('https://example.org/live/main.m3u8?who=me');
const lines = (...text: string[]) => playlistLines(['#EXTM3U', ...text].join('\n'), BASE);

describe('lines of a playlist', () => {
  it('are tags and addresses, with variables put in', () => {
    expect(lines('#EXT-X-DEFINE:NAME="host",VALUE="a.example"', '#EXT-X-DEFINE:QUERYPARAM="who"', '# a remark', '#EXTINF:4,', 'https://{$host}/{$who}/{$none}.ts')?.slice(3)).toEqual([
      { tag: 'EXTINF', value: '4,' }, { address: 'https://a.example/me/{$none}.ts' },
    ]);
    expect(playlistLines('#EXTM3U8', BASE)).toBeNull();
  });

  it('take no more of variables than a playlist needs', () => {
    const bomb = lines(`#EXT-X-DEFINE:NAME="x",VALUE="${'y'.repeat(10_000)}"`, ...Array<string>(100).fill('{$x}'.repeat(1000)));
    const length = bomb?.reduce((sum, line) => sum + ('address' in line ? line.address.length : 0), 0);
    expect(length).toBeGreaterThan(10_000_000);
    expect(length).toBeLessThan(70_000_000);
  });
});

describe('attributes', () => {
  it('stand between commas, some in quotation marks that hold commas', () => {
    expect([...attributesOf('TYPE=AUDIO, NAME="a, B=c",,CODECS="x",URI="u')]).toEqual([['TYPE', 'AUDIO'], ['NAME', 'a, B=c'], ['CODECS', 'x']]);
    expect([...attributesOf('BANDWIDTH=1280000,RESOLUTION=640x360')]).toEqual([['BANDWIDTH', '1280000'], ['RESOLUTION', '640x360']]);
  });

  it.each(['A', 'A=', '"', ',', ', A="', '-=-'])('are read in time with their length: %j many times', (piece) => {
    const before = performance.now();
    for (let round = 0; round < 20; round++) attributesOf(`"${piece.repeat(20_000)}"`);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
