import { describe, expect, it } from 'vitest';
import { LINK_EVENTS, LINK_STATES, LINK_TABLE, type LinkState } from './connection-table.ts';

const steps = LINK_STATES.flatMap((from) => LINK_EVENTS.map((event) => ({ from, event, ...LINK_TABLE[from][event] })));

describe('the state table', () => {
  it('has an answer for every state and event', () => {
    expect(steps).toHaveLength(LINK_STATES.length * LINK_EVENTS.length);
    expect(steps.every(({ to }) => LINK_STATES.includes(to))).toBe(true);
  });

  it('reaches every state from the start', () => {
    const reached = new Set<LinkState>(['closed']);
    for (let size = 0; size !== reached.size;) {
      size = reached.size;
      for (const { from, to } of steps) if (reached.has(from)) reached.add(to);
    }
    expect(reached).toEqual(new Set(LINK_STATES));
  });

  it('dials exactly when it starts to connect, so there is never a second line', () => {
    for (const { from, to, effects } of steps) expect(effects.includes('dial')).toBe(to === 'connecting' && from !== 'connecting');
  });

  it('hangs up whenever it leaves a line that has not ended by itself', () => {
    for (const { from, to, event, effects } of steps) {
      const held = from === 'connecting' || from === 'open';
      const left = to !== from && !(from === 'connecting' && to === 'open');
      expect(effects.includes('hang_up'), `${from} × ${event}`).toBe(held && left && event !== 'lost' && event !== 'rejected');
    }
  });

  it('waits in the waiting states alone, and never leaves a timer behind', () => {
    for (const { from, to, event, effects } of steps) {
      const arms = effects.includes('wait') || effects.includes('wait_long');
      const stands = to === 'waiting' || to === 'offline';
      expect(arms, `${from} × ${event}`).toBe(stands && to !== from);
      if ((from === 'waiting' || from === 'offline') && to !== from && event !== 'due') expect(effects).toContain(stands ? 'wait_long' : 'disarm');
    }
  });

  it('never kills a healthy line on wake or on a rumour about the network', () => {
    for (const event of ['seen', 'online', 'offline', 'again'] as const) expect(LINK_TABLE.open[event]).toEqual({ to: 'open', effects: ['probe'] });
  });
});
