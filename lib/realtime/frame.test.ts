import { describe, expect, it } from 'vitest';
import { bytesOf, closeFrame, gathered, ownFrame, PING, pongFrame, textFrame } from './frame.ts';

describe('a frame', () => {
  it.each([[125, 2], [126, 4], [65_535, 4], [65_536, 10]])('of %i bytes has a head of %i', (length, head) => {
    const frame = textFrame('x'.repeat(length));
    expect(frame.length).toBe(head + length);
    const short = frame.readUInt8(1);
    expect(short === 127 ? Number(frame.readBigUInt64BE(2)) : short === 126 ? frame.readUInt16BE(2) : short).toBe(length);
  });

  it('counts bytes, not characters', () => {
    const frame = textFrame('é'.repeat(100));
    expect([frame.readUInt8(1), frame.readUInt16BE(2)]).toEqual([126, 200]);
  });

  it.each(['', 'x', 'x'.repeat(125), 'x'.repeat(126), 'x'.repeat(16_000), 'x'.repeat(16_001), 'x'.repeat(70_000), 'é', '"\u0000\u007f"', '字'.repeat(60)])('is the same bytes for one connection as for many', (text) => {
    expect(bytesOf([ownFrame(text)])).toEqual(textFrame(text));
  });
});

describe('frames', () => {
  it.each([['texts', [ownFrame('one'), ownFrame('two')]], ['both', [ownFrame('one'), textFrame('zwölf'), ownFrame('x'.repeat(200))]], ['much', [ownFrame('one'), textFrame('ü'.repeat(20_000))]], ['buffers', [textFrame('one'), textFrame('two')]]])('that are gathered are their bytes one after the other: %s', (_what, frames) => {
    expect(bytesOf([gathered(frames)])).toEqual(bytesOf(frames));
  });

  it('of goodbyes and answers to pings say what they carry', () => {
    expect(closeFrame(1000, 'done')).toEqual(Buffer.from([0x88, 6, 0x03, 0xe8, ...Buffer.from('done')]));
    expect(closeFrame(null)).toEqual(Buffer.from([0x88, 0]));
    expect(pongFrame(Buffer.from('you'))).toEqual(Buffer.from([0x8a, 3, ...Buffer.from('you')]));
    expect(bytesOf([PING])).toEqual(Buffer.from([0x89, 0]));
  });
});
