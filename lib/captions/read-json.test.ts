import fc from 'fast-check';
import { expect, it } from 'vitest';
import { atOnce } from '#lib/platform/steps.ts';
import { longestStepMs } from '#lib/testing/processor-time.ts';
import { readJson } from './read-json.ts';

type Told = { list: unknown[]; members: Map<string, unknown> };

/** What was told, put together again; null where the text is not whole. */
function told(text: string): Told | null {
  const { list, members }: Told = { list: [], members: new Map() };
  const whole = atOnce(readJson(text, {
    entry: (name, json) => {
      const entry: unknown = JSON.parse(json);
      if (name === null) list.push(entry);
      else members.set(name, [...((members.get(name) as unknown[] | undefined) ?? []), entry]);
    },
    member: (name, json) => void members.set(name, JSON.parse(json)),
  }));
  return whole ? { list, members } : null;
}

/** The same by `JSON.parse`; of lists without entries nothing is told. */
function parsed(text: string): Told {
  const root = JSON.parse(text) as unknown[] | Record<string, unknown>;
  if (Array.isArray(root)) return { list: root, members: new Map() };
  return { list: [], members: new Map(Object.entries(root).filter(([, value]) => !Array.isArray(value) || value.length > 0)) };
}

const value = fc.jsonValue({ maxDepth: 4, stringUnit: fc.oneof(fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\n', 'a'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })) });
const root = fc.oneof(fc.array(value), fc.dictionary(fc.string(), fc.oneof(value, fc.array(value))));

it('tells what JSON.parse finds, however it is laid out', () => {
  fc.assert(fc.property(root, fc.constantFrom(0, 1, '\t', '\r\n'), fc.boolean(), (tree, indent, marked) => {
    const text = JSON.stringify(tree, null, indent);
    expect(told(`${marked ? '\ufeff' : ''} ${text}\n`)).toEqual(parsed(text));
  }), { numRuns: 1000 });
}, 60_000);

it('takes nothing for whole that is cut, doubled or closed by the wrong bracket', () => {
  for (const text of ['', '{', '[', '{"a":1', '{"a":[1}', '[1}', '{"a":1]', '{"a"}', '{"a":}', '{a:1}', '[1,]', '[,1]', '[1 2]', '[] []', '{"a":"b}', '7', '"a"']) {
    const found = (() => {
      try {
        return told(text);
      } catch (thrown) {
        return thrown instanceof SyntaxError ? null : thrown;
      }
    })();
    expect(found, text).toBeNull();
  }
});

it('breathes within what is long', () => {
  const inside = `{"a":"${'x'.repeat(20_000_000)}","b":[${'[],'.repeat(300_000)}1]}`;
  // What is put together of pieces is one text only when it is looked at.
  expect(inside.at(-1)).toBe('}');
  expect(longestStepMs(readJson(inside, { entry: () => undefined, member: () => undefined }))).toBeLessThan(50);
}, 60_000);
