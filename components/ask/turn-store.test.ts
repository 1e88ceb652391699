import { describe, expect, it } from 'vitest';
import type { AskEvent } from '#lib/protocol/ask.ts';
import { askedTurn, spoken, withEvent } from './turn.ts';
import { createTurnStore } from './turn-store.ts';

function storage() {
  const rows = new Map<string, string>();
  return { getItem: (key: string) => rows.get(key) ?? null, setItem: (key: string, value: string) => void rows.set(key, value) };
}
const done: AskEvent & { type: 'done' } = { type: 'done', found: true, statements: [{ text: 'They carry weight.', quote: 'carry weight', start: 1, end: 2 }], analyst: { engine: 'extractive' } };

describe('the questions of a session', () => {
  it('are there again after a reload once they have ended, newest first, each task its own', () => {
    const keep = storage();
    const store = createTurnStore(keep, 'a');
    store.add(askedTurn('1', 'What?'));
    store.change('1', (turn) => withEvent(turn, done));
    store.add(askedTurn('2', 'Why?'));
    expect(store.turns().map(({ id }) => id)).toEqual(['2', '1']);
    expect(createTurnStore(keep, 'a').turns()).toEqual([store.turns()[1]]);
    expect(createTurnStore(keep, 'b').turns()).toEqual([]);
    for (let id = 3; id < 40; id++) store.add(askedTurn(String(id), '?'));
    expect(store.turns()).toHaveLength(20);
  });

  it('begin anew where what was kept cannot be read, and go on where nothing can be kept', () => {
    expect(createTurnStore({ getItem: () => '{"no":"turns"', setItem: () => {} }, 'a').turns()).toEqual([]);
    const full = createTurnStore({ getItem: () => null, setItem: () => { throw new Error('full'); } }, 'a');
    full.add(askedTurn('1', 'What?'));
    expect(full.turns()).toHaveLength(1);
  });

  it('are told to a screen reader when they are whole', () => {
    const asked = askedTurn('1', 'What?');
    expect(spoken(asked)).toBe('Looking for an answer.');
    expect(spoken(withEvent(asked, done))).toBe('They carry weight.');
    expect(spoken(withEvent(asked, { ...done, found: false, statements: [] }))).toBe('The transcript does not answer this.');
  });
});
