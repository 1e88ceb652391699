import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salvageJson, whenObjectsEnd, withoutThoughts } from './salvage-json.ts';

describe('salvageJson', () => {
  it('finds the value among talk and fences', () => {
    expect(salvageJson('Sure! ```json\n{"a": [1, "}"]}\n``` Enjoy {it}')).toEqual({ a: [1, '}'] });
    expect(salvageJson('As line [3] says, of {it}: { "a": 1 }')).toEqual({ a: 1 });
    expect(salvageJson('no value here')).toBeNull();
  });

  it('keeps the whole items of a list that was cut off', () => {
    expect(salvageJson('{"a":[{"b":1},{"b":2},{"b":')).toEqual({ a: [{ b: 1 }, { b: 2 }] });
  });

  it('passes over what a model thinks aloud, to its end or as long as it lasts', () => {
    expect(salvageJson('<think>Perhaps {"a": 0}?</think>\n{"a": 1}')).toEqual({ a: 1 });
    expect(withoutThoughts('<thinking>not yet')).toBe('');
    expect(withoutThoughts('It says <think> aloud.')).toBe('It says <think> aloud.');
  });

  it('never throws, and gives back any whole value', () => {
    fc.assert(fc.property(fc.string(), (text) => void salvageJson(text)));
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(salvageJson(`x ${JSON.stringify(value)} y`)).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });
});

it('what grows is looked at when an object in it may have ended', () => {
  const seen: string[] = [];
  const hear = whenObjectsEnd((text) => seen.push(text));
  for (const text of ['{"a', '{"a":[{}', '{"a":[{},', '{"a":[{},{}]}', '{', '{}']) hear(text);
  expect(seen).toEqual(['{"a":[{}', '{"a":[{},{}]}', '{}']);
});
