import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memoryFile, type ByteFile } from '../byte-file.ts';
import { openContainer } from '../open-container.ts';
import { ID } from './ids.ts';

type Content = Uint8Array | number | string | Element[];
type Element = [id: number, content: Content, unknownSize?: boolean];

const bytesOf = (value: number): Buffer => Buffer.from(value.toString(16).padStart(value.toString(16).length + (value.toString(16).length % 2), '0'), 'hex');
function element([id, content, unknown = false]: Element): Buffer {
  const body = typeof content === 'number' ? bytesOf(content) : typeof content === 'string' ? Buffer.from(content) : Array.isArray(content) ? Buffer.concat(content.map(element)) : Buffer.from(content);
  const size = unknown ? Buffer.from([0x01, 255, 255, 255, 255, 255, 255, 255]) : Buffer.from([0x08, 0, 0, 0, 0]);
  if (!unknown) size.writeUInt32BE(body.length, 1);
  return Buffer.concat([bytesOf(id), size, body]);
}
/** A block of track 1 at `time`, with its flags. */
const block = (time: number, flags: number, ...rest: (string | number[] | Uint8Array)[]): Buffer => Buffer.concat([Buffer.from([0x81, time >> 8, time & 255, flags]), ...rest.map((part) => Buffer.from(part as string))]);
const group = (time: number, duration: number, text: string | Uint8Array): Element => [ID.BlockGroup, [[ID.Block, block(time, 0, text)], [ID.BlockDuration, duration]]];
const track = (...more: Element[]): Element => [ID.TrackEntry, [[ID.TrackNumber, 1], [ID.TrackType, 0x11], [ID.CodecId, 'S_TEXT/UTF8'], ...more]];
const file = (...segment: Element[]): Buffer => Buffer.concat([element([0x1a_45_df_a3, [[0x42_82, 'matroska']]]), element([ID.Segment, segment])]);
const linesOf = async (bytes: Buffer, from: ByteFile = memoryFile(bytes)) => (await (await openContainer(from))?.tracks[0]?.read())?.map(({ start, end, text }) => [start, end, text]);

describe('Matroska by hand', () => {
  it.each([
    ['bytes that add up', 2, [1, 3]],
    ['an even share', 4, [1]],
    ['differences', 6, [1, 0x83]],
  ])('takes the frames of a laced block apart: %s', async (_name, flags, head) => {
    const bytes = file([ID.Tracks, [track()]], [ID.Cluster, [[ID.Timestamp, 1000], [ID.SimpleBlock, block(500, flags, head, 'onetwo')]]]);
    expect(await linesOf(bytes)).toEqual([[1.5, null, 'one'], [1.5, null, 'two']]);
  });

  it('undoes zlib and stripped headers, last done first', async () => {
    const zlib: Element = [ID.ContentEncoding, [[ID.ContentEncodingOrder, 0], [ID.ContentCompression, [[ID.ContentCompAlgo, 0]]]]];
    const packed = deflateSync('Hello there');
    const stripped: Element = [ID.ContentEncoding, [[ID.ContentEncodingOrder, 1], [ID.ContentCompression, [[ID.ContentCompAlgo, 3], [ID.ContentCompSettings, packed.subarray(0, 3)]]]]];
    const bytes = file([ID.Tracks, [track([ID.ContentEncodings, [zlib, stripped]])]], [ID.Cluster, [[ID.Timestamp, 0], group(500, 1000, packed.subarray(3)), group(2000, 10, deflateSync(Buffer.alloc(5_000_000)).subarray(3))]]);
    expect(await linesOf(bytes)).toEqual([[0.5, 1.5, 'Hello there']]);
    const encrypted: Element = [ID.ContentEncodings, [[ID.ContentEncoding, [[ID.ContentEncodingType, 1]]]]];
    expect((await openContainer(memoryFile(file([ID.Tracks, [track(encrypted)]]))))?.tracks).toEqual([]);
  });

  it('walks clusters of known and unknown size, with a time scale of its own', async () => {
    const bytes = file([ID.Info, [[ID.TimestampScale, 10_000_000]]], [ID.Tracks, [track()]], [ID.Cluster, [[ID.Timestamp, 100], group(0, 50, 'a')], true], [ID.Cluster, [[ID.Timestamp, 300], group(10, 50, 'b')]], [ID.Cluster, [[ID.Timestamp, 500], group(0, 50, 'c')], true], [ID.Tags, '']);
    expect(await linesOf(bytes)).toEqual([[1, 1.5, 'a'], [3.1, 3.6, 'b'], [5, 5.5, 'c']]);
  });

  it('reads only what the index names, where it names places and where it names clusters', async () => {
    const video = (size: number): Element => [ID.SimpleBlock, Buffer.concat([Buffer.from([0x82, 0, 0, 0x80]), Buffer.alloc(size, 1)])];
    const cluster = (time: number, text: string): Element => [ID.Cluster, [[ID.Timestamp, time], video(400_000), group(7, 90, text), video(400_000)]];
    const clusters = [cluster(1000, 'first'), cluster(2000, 'second '.repeat(100))];
    const tracks: Element = [ID.Tracks, [track()]];
    const cuesFor = (exact: boolean): Element => {
      const places = clusters.map((_each, index) => clusters.slice(0, index).reduce((sum, each) => sum + element(each).length, 0));
      const seek = (length: number): Element => [ID.Cues, clusters.map((each, index) => {
        const relative = element([ID.Timestamp, 1000]).length + element(video(400_000)).length;
        void each;
        return [ID.CuePoint, [[ID.CueTime, (index + 1) * 1000 + 7], [ID.CueTrackPositions, [[ID.CueTrack, 1], [ID.CueClusterPosition, Buffer.from([0, ...bytesOf((places[index] ?? 0) + length)])], ...(exact ? [[ID.CueRelativePosition, relative] as Element] : [])]]]] as Element;
      })];
      // Places count from the segment's content: the tracks and the index stand before the clusters.
      let length = element(tracks).length + element(seek(0)).length;
      for (let round = 0; round < 3; round++) length = element(tracks).length + element(seek(length)).length;
      return seek(length);
    };
    for (const exact of [true, false]) {
      const bytes = file(tracks, cuesFor(exact), ...clusters);
      let read = 0;
      const counted: ByteFile = { size: bytes.length, read: async (start, length, ahead = 0) => {
        read += length + ahead;
        return bytes.subarray(start, start + length);
      } };
      const lines = await linesOf(bytes, counted);
      expect(lines?.map(([start, , text]) => [start, String(text).slice(0, 6)])).toEqual([[1.007, 'first'], [2.007, 'second']]);
      expect(read).toBeLessThan(400_000);
    }
  });

  it('does not make much of little: blocks that many clusters share, bytes packed very small', async () => {
    const lengthOf = async (bytes: Buffer) => ((await (await openContainer(memoryFile(bytes)))?.tracks[0]?.read()) ?? []).reduce((sum, { text }) => sum + text.length, 0);
    const big = (content: Uint8Array): Element => [ID.SimpleBlock, block(0, 0, content)];
    // Each header of a cluster skips those after it, so that all of them hold the blocks behind the last.
    const heads = (rest: number): Buffer => (rest < 0 ? Buffer.alloc(0) : Buffer.concat([element([ID.Cluster, [], true]), element([0xec, Buffer.alloc(0)]), heads(rest - 1)]));
    const HEADS = 100;
    const each = heads(0).length;
    const shared = heads(HEADS - 1);
    for (let index = 0; index < HEADS; index++) shared.writeUInt32BE((HEADS - 1 - index) * each, (index + 1) * each - 4);
    const cues = (from: number): Element => [ID.Cues, Array.from({ length: HEADS }, (_, index) => [ID.CuePoint, [[ID.CueTrackPositions, [[ID.CueTrack, 1], [ID.CueClusterPosition, bytesOf(from + index * each + 2 ** 24).fill(0, 0, 1)]]]]])];
    const before = element([ID.Tracks, [track()]]).length + element(cues(0)).length;
    const overlapping = Buffer.concat([element([ID.Tracks, [track()]]), element(cues(before)), shared, ...Array<Buffer>(16).fill(element(big(Buffer.alloc(500_000, 'a'))))]);
    const read = await lengthOf(Buffer.concat([element([0x1a_45_df_a3, [[0x42_82, 'matroska']]]), element([ID.Segment, overlapping])]));
    expect(read).toBeGreaterThan(8_000_000);
    expect(read).toBeLessThan(70_000_000);
    const zlib: Element = [ID.ContentEncodings, [[ID.ContentEncoding, [[ID.ContentCompression, []]]]]];
    const packed = big(deflateSync(Buffer.alloc(1_000_000, 'a')));
    const unpacked = await lengthOf(file([ID.Tracks, [track(zlib)]], [ID.Cluster, Array<Element>(100).fill(packed)]));
    expect(unpacked).toBeGreaterThan(1_000_000);
    expect(unpacked).toBeLessThan(70_000_000);
  });

  it('leaves out what is hidden among chapters, and takes the edition that is chosen by itself', async () => {
    const atom = (start: number, title: string, hidden = 0): Element => [ID.ChapterAtom, [[ID.ChapterTimeStart, start * 1e9], [ID.ChapterFlagHidden, hidden], [ID.ChapterDisplay, [[ID.ChapString, title]]]]];
    const bytes = file([ID.Chapters, [[ID.EditionEntry, [atom(0, 'Not this')]], [ID.EditionEntry, [[ID.EditionFlagDefault, 1], atom(60, 'Two'), atom(0, 'One'), atom(30, 'Secret', 1), atom(90, '')]]]], [ID.Tracks, [track()]]);
    expect((await openContainer(memoryFile(bytes)))?.chapters).toEqual([{ title: 'One', start: 0 }, { title: 'Two', start: 60 }]);
  });
});
