import { expect, test } from 'vitest';
import { Rounds, type Seated } from './rounds.ts';

const some = (count: number): (Seated & { name: number })[] => Array.from({ length: count }, (_, name) => ({ name, seat: -1 }));

test('everybody has a turn in each round, whoever comes', () => {
  const rounds = new Rounds<Seated & { name: number }>();
  const [first, second, third] = some(3) as [Seated & { name: number }, Seated & { name: number }, Seated & { name: number }];
  expect(rounds.next()).toBeUndefined();
  rounds.add(first);
  rounds.add(second);
  expect([rounds.next(), rounds.next(), rounds.next()]).toEqual([first, second, first]);
  rounds.add(third);
  expect([rounds.next(), rounds.next(), rounds.next()]).toEqual([second, third, first]);
});

test('who has left has no turn, and those who stay have theirs within two rounds', () => {
  const rounds = new Rounds<Seated & { name: number }>();
  const all = some(20);
  all.forEach((one) => rounds.add(one));
  for (let turn = 0; turn < 7; turn++) rounds.next();
  const gone = new Set([3, 19, 7, 0, 12].map((index) => all[index]));
  gone.forEach((one) => one && rounds.delete(one));
  const seen = Array.from({ length: 2 * (all.length - gone.size) }, () => rounds.next());
  expect(new Set(seen)).toEqual(new Set(all.filter((one) => !gone.has(one))));
});
