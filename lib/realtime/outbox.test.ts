import { describe, expect, it } from 'vitest';
import { settle } from '#lib/testing/gateway-world.ts';
import { bytesOf, type Frame } from './frame.ts';
import { Outbox } from './outbox.ts';

/** A sink that keeps what is written. */
function sinkOf() {
  const written: Frame[] = [];
  return { written, pending: 0, blocked: false, write: (...frames: readonly Frame[]) => void written.push(frames.length === 1 ? frames[0]! : bytesOf(frames)) };
}

const events = () => {
  const seen = { overflow: 0, conflated: 0, written: [] as number[] };
  return { seen, overflow: () => void seen.overflow++, conflated: (count: number) => { seen.conflated += count; }, written: (at: number) => void seen.written.push(at) };
};
const chunk = (text: string, slot: string | null = null) => ({ frame: Buffer.from(text), slot });

describe('what waits for one connection', () => {
  it('leaves in one write a turn, joined once for all that are sent the same', async () => {
    const chunks = ['a', 'b', 'c'].map((text) => chunk(text));
    const sinks = [sinkOf(), sinkOf(), sinkOf()];
    for (const sink of sinks) {
      const outbox = new Outbox(sink, events());
      for (const each of chunks) outbox.push(each);
      expect(sink.written).toEqual([]);
    }
    await settle();
    expect(sinks.map(({ written }) => written.map(String))).toEqual([['abc'], ['abc'], ['abc']]);
    // The first is alone with it until the second comes.
    expect(sinks[1]?.written[0]).toBe(sinks[2]?.written[0]);
  });

  it('[E2] is whole for a socket that drains, however many ticks of a slot a turn brings', async () => {
    const sink = sinkOf();
    const outbox = new Outbox(sink, events());
    for (const text of ['0', '.5', '1']) outbox.push(chunk(text, 'slot'));
    await settle();
    expect(sink.written.map(String)).toEqual(['0.51']);
  });

  it('[B1] keeps order between the newest tick and the milestones around it', async () => {
    const sink = { ...sinkOf(), blocked: true, pending: 20 };
    const on = events();
    const outbox = new Outbox(sink, on);
    for (const each of [chunk('m1'), chunk('t1', 's'), chunk('m2'), chunk('t2', 's'), chunk('u1', 'other')]) outbox.push(each);
    sink.blocked = false;
    outbox.drained();
    await settle();
    expect(sink.written.map(String)).toEqual(['m1m2t2u1']);
    expect(on.seen).toEqual({ overflow: 0, conflated: 1, written: [] });
  });

  it('[B2] overflows by milestones alone, counting what the socket holds', () => {
    const sink = { ...sinkOf(), blocked: true, pending: 100 * 1024 };
    const on = events();
    const outbox = new Outbox(sink, on);
    for (let index = 0; index < 40; index++) outbox.push(chunk('t'.repeat(8 * 1024), `slot ${index}`));
    expect([on.seen.overflow, outbox.queued <= 256 * 1024]).toEqual([0, true]);
    outbox.push(chunk('m'.repeat(157 * 1024)));
    expect(on.seen.overflow).toBe(1);
  });

  it('makes who has much to say wait until there is room, or nobody left to tell', async () => {
    const sink = { ...sinkOf(), blocked: true };
    const outbox = new Outbox(sink, events());
    const passed: string[] = [];
    void outbox.room().then(() => passed.push('drained'));
    await settle();
    outbox.drained();
    await settle();
    expect(passed).toEqual([]);
    sink.blocked = false;
    outbox.drained();
    await settle();
    sink.blocked = true;
    void outbox.room().then(() => passed.push('closed'));
    outbox.close();
    await settle();
    expect(passed).toEqual(['drained', 'closed']);
  });

  it('tells when the oldest live milestone of a write was logged', async () => {
    const on = events();
    const outbox = new Outbox(sinkOf(), on);
    outbox.push(chunk('replayed'));
    outbox.push(chunk('m1'), 1000);
    outbox.push(chunk('m2'), 2000);
    await settle();
    outbox.push(chunk('t', 'slot'));
    await settle();
    expect(on.seen.written).toEqual([1000]);
  });
});
