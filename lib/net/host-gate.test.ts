import { expect, it } from 'vitest';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { HostGate } from './host-gate.ts';

const HOST = 'media.example.org';
const open = new AbortController().signal;

it('lets four in at a time, and the others one after the other as they came', async () => {
  const gate = new HostGate(new ManualClock());
  const leave = await Promise.all([1, 2, 3, 4].map(() => gate.enter(HOST, open)));
  const came: number[] = [];
  const later = [5, 6].map(async (number) => {
    const go = await gate.enter(HOST, open);
    came.push(number);
    return go;
  });
  await gate.enter('other.example.org', open);
  expect(came).toEqual([]);
  leave[0]?.();
  (await later[0])?.();
  await later[1];
  expect(came).toEqual([5, 6]);
});

it('who gives up while waiting costs nobody a place; who has given up before does not wait', async () => {
  const gate = new HostGate(new ManualClock());
  const [leave] = await Promise.all([1, 2, 3, 4].map(() => gate.enter(HOST, open)));
  const patience = new AbortController();
  const first = gate.enter(HOST, patience.signal);
  const second = gate.enter(HOST, open);
  patience.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  await expect(gate.enter(HOST, patience.signal)).rejects.toThrow('enough');
  leave?.();
  expect(await second).toBeTypeOf('function');
});
