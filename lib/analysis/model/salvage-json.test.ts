import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkCues, estimateTokens } from './chunks.ts';
import { salvageJson } from './salvage-json.ts';

describe('salvageJson', () => {
  it('finds the value among talk and fences', () => {
    expect(salvageJson('Sure! ```json\n{"a": [1, "}"]}\n``` Enjoy {it}')).toEqual({ a: [1, '}'] });
    expect(salvageJson('no value here')).toBeNull();
  });

  it('keeps the whole items of a list that was cut off', () => {
    expect(salvageJson('{"a":[{"b":1},{"b":2},{"b":')).toEqual({ a: [{ b: 1 }, { b: 2 }] });
  });

  it('never throws, and gives back any whole value', () => {
    fc.assert(fc.property(fc.string(), (text) => void salvageJson(text)));
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(salvageJson(`x ${JSON.stringify(value)} y`)).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });
});

describe('chunkCues', () => {
  it('covers every cue once, in order, within the size', () => {
    fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 200 }), { maxLength: 200 }), fc.integer({ min: 20, max: 500 }), (texts, max) => {
      const cues = texts.map((text, index) => ({ start: index, end: index + 1, text }));
      const chunks = chunkCues(cues, max);
      expect(chunks.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, offset) => first + offset))).toEqual([...cues.keys()]);
      for (const { first, last } of chunks) {
        const tokens = cues.slice(first, last + 1).reduce((sum, cue) => sum + estimateTokens(cue.text) + 4, 0);
        expect(tokens <= max || first === last).toBe(true);
      }
    }));
  });

  it('ends a chunk at a sentence where one is near', () => {
    const cues = Array.from({ length: 60 }, (_, index) => ({ start: index, end: index + 1, text: index % 7 === 6 ? 'and that is the end of it.' : 'a clause goes on and on' }));
    for (const { last } of chunkCues(cues, 200).slice(0, -1)) expect(cues[last]?.text).toMatch(/\.$/);
  });
});
