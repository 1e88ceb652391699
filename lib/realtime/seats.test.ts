import { expect, test } from 'vitest';
import { Seats, type Seated } from './seats.ts';

const some = (count: number): (Seated & { name: number })[] => Array.from({ length: count }, (_, name) => ({ name, seat: -1 }));

test('everybody has a turn in each round, whoever comes', () => {
  const seats = new Seats<Seated & { name: number }>();
  const [first, second, third] = some(3) as [Seated & { name: number }, Seated & { name: number }, Seated & { name: number }];
  expect(seats.next()).toBeUndefined();
  seats.add(first);
  seats.add(second);
  expect([seats.next(), seats.next(), seats.next()]).toEqual([first, second, first]);
  seats.add(third);
  expect([seats.next(), seats.next(), seats.next()]).toEqual([second, third, first]);
});

test('who has left has no turn, and those who stay have theirs within two rounds', () => {
  const seats = new Seats<Seated & { name: number }>();
  const all = some(20);
  all.forEach((one) => seats.add(one));
  for (let turn = 0; turn < 7; turn++) seats.next();
  const gone = new Set([3, 19, 7, 0, 12].map((index) => all[index]));
  gone.forEach((one) => one && seats.delete(one));
  const seen = Array.from({ length: 2 * (all.length - gone.size) }, () => seats.next());
  expect(new Set(seen)).toEqual(new Set(all.filter((one) => !gone.has(one))));
});

test('who is told may leave meanwhile, and everybody is told once', () => {
  const seats = new Seats<Seated & { name: number }>();
  const all = some(20);
  all.forEach((one) => seats.add(one));
  const told: number[] = [];
  seats.each((one) => {
    told.push(one.name);
    if (one.name % 3 === 0) seats.delete(one);
  });
  expect(told.toSorted((a, b) => a - b)).toEqual(all.map(({ name }) => name));
  expect([...seats].map(({ name }) => name % 3)).not.toContain(0);
  expect(seats.size).toBe(13);
});

test('who does not take part cannot leave, nor take the seat of another along', () => {
  const seats = new Seats<Seated & { name: number }>();
  const [first, second] = some(2) as [Seated & { name: number }, Seated & { name: number }];
  seats.add(first);
  expect(seats.delete(second)).toBe(false);
  expect(seats.delete(first)).toBe(true);
  seats.add(second);
  expect(seats.delete(first)).toBe(false);
  expect([...seats]).toEqual([second]);
});
