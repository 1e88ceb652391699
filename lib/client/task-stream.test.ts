import { beforeEach, describe, expect, it } from 'vitest';
import type { Milestone } from '#lib/protocol/events.ts';
import type { ServerMessage } from '#lib/protocol/messages.ts';
import { FakeLink } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { at, progressTick, viewAt, wholeLog } from '#lib/testing/task-log.ts';
import { TaskStreams } from './task-stream.ts';

const log = wholeLog('t1');
const milestone = (seq: number): Milestone => log[seq - 1] as Milestone;
const subscribed = (seq: number, recovered = true): ServerMessage => ({ type: 'subscribed', timestamp: at(0), task_id: 't1', seq, recovered });
const snapshot = (seq: number): ServerMessage => ({ type: 'task_snapshot', timestamp: at(0), task: viewAt(log, seq) });
const bookmark = (seq: number): ServerMessage => ({ type: 'bookmark', timestamp: at(0), tasks: { t1: seq } });

let link: FakeLink;
let clock: ManualClock;
let streams: TaskStreams;
beforeEach(() => {
  [link, clock] = [new FakeLink(), new ManualClock()];
  streams = new TaskStreams(link, clock);
});

function follow(initialSeq: number | null = 2) {
  const watch = streams.watch('t1', initialSeq === null ? null : viewAt(log, initialSeq));
  const calls = { count: 0 };
  const stop = watch.subscribe(() => void (calls.count += 1));
  return { watch, stop, calls, now: () => watch.getSnapshot() };
}
const asks = () => link.sent.filter((command) => command.type === 'subscribe_task').map((command) => command.after);

describe('task streams', () => {
  it('go on after the seq of what was rendered, with no gap and no flash', () => {
    const { now, watch } = follow(2);
    expect(now().task?.seq).toBe(2);
    expect(watch.getServerSnapshot().task).toBe(now().task);
    link.become('open');
    expect(asks()).toEqual([2]);
    link.say(subscribed(3));
    expect(now().connection).toBe('catching-up');
    link.say(milestone(3));
    expect([now().connection, now().task?.seq]).toEqual(['live', 3]);
  });

  it('[S2] ask without a cursor when nothing is known, and take the snapshot', () => {
    const { now } = follow(null);
    expect(now().task).toBeNull();
    link.become('open');
    link.say(subscribed(4, false), snapshot(4));
    expect(asks()).toEqual([undefined]);
    expect([now().task?.seq, now().connection]).toEqual([4, 'live']);
  });

  it('[E3] ask once when there is a gap, and render what comes then exactly once', () => {
    const { now } = follow(2);
    link.become('open');
    link.say(subscribed(2), milestone(4), milestone(5));
    expect(asks()).toEqual([2, 2]);
    expect(now().task?.seq).toBe(2);
    link.say(subscribed(5), milestone(3), milestone(4), milestone(5), milestone(4));
    expect(asks()).toEqual([2, 2]);
    expect(now().task).toEqual(viewAt(log, 5));
  });

  it('[E5] ask again when a bookmark is ahead, and not when it is level', () => {
    follow(2);
    link.become('open');
    link.say(subscribed(2), bookmark(2));
    expect(asks()).toEqual([2]);
    link.say(bookmark(3));
    expect(asks()).toEqual([2, 2]);
  });

  it('[S3] take a snapshot that is behind when the server says that it does not have more', () => {
    const { now } = follow(9);
    link.become('open');
    link.say(subscribed(4, false), snapshot(4));
    expect(now().task?.seq).toBe(4);
    link.say(milestone(5));
    expect(now().task?.seq).toBe(5);
  });

  it('[C3] do not go back for the snapshot of a subscription that was taken over', () => {
    const { now } = follow(9);
    link.become('open');
    link.say(subscribed(9, true), snapshot(8));
    expect(now().task?.seq).toBe(9);
  });

  it('count ticks anew once subscribed: another process may send them', () => {
    const { now } = follow(2);
    link.become('open');
    link.say(subscribed(2), progressTick({ task_id: 't1', seq: 2, n: 40 }, { overall: 0.2 }));
    link.become('waiting');
    link.become('open');
    link.say(progressTick({ task_id: 't1', seq: 2, n: 1 }, { overall: 0.25 }));
    expect(now().task?.progress).toBe(0.2);
    link.say(subscribed(2), progressTick({ task_id: 't1', seq: 2, n: 1 }, { overall: 0.3 }));
    expect(now().task?.progress).toBe(0.3);
  });

  it('keep what a snapshot left out where it is already here', () => {
    const whole = viewAt(log, log.length);
    const transcript = { language: 'en', origin: 'captions' as const, cues: [{ start: 0, end: 1, text: 'Hi' }] };
    const watch = streams.watch('t1', { ...whole, seq: whole.seq - 1, result: { ...whole.result, transcript } });
    watch.subscribe(() => {});
    link.become('open');
    link.say(subscribed(whole.seq, false), { type: 'task_snapshot', timestamp: at(0), task: whole });
    expect(watch.getSnapshot().task?.result?.transcript).toEqual(transcript);
    expect(watch.getSnapshot().task?.result?.summary).toEqual({ short: 'S', paragraphs: [] });
  });

  it('give the same object until something changes, and tell nobody of nothing', () => {
    const { now, calls } = follow(2);
    link.become('open');
    link.say(subscribed(2));
    const [before, told] = [now(), calls.count];
    link.say(milestone(1), bookmark(2), { type: 'pong', timestamp: at(0) }, { type: 'task_snapshot', timestamp: at(0), task: { ...viewAt(log, 2), id: 'other' } });
    expect(now()).toBe(before);
    expect(calls.count).toBe(told);
  });
});

describe('subscriptions of pages', () => {
  it('that render twice, or of which there are two, are one subscription on one line', () => {
    const first = follow();
    first.stop();
    follow();
    const other = follow();
    link.become('open');
    other.stop();
    clock.advance(60_000);
    expect([link.opened, link.closed, asks().length]).toEqual([1, 0, 1]);
  });

  it('end a moment after the last page has gone, and leave nothing', () => {
    const { stop } = follow();
    link.become('open');
    stop();
    clock.advance(999);
    expect(link.closed).toBe(0);
    clock.advance(1);
    expect(link.sent.at(-1)).toEqual({ type: 'unsubscribe_task', task_id: 't1' });
    expect([link.closed, clock.pending]).toEqual([1, 0]);
  });

  it('that end while connecting leave nothing', () => {
    const { stop } = follow();
    stop();
    clock.advance(60_000);
    expect([link.closed, clock.pending]).toEqual([1, 0]);
  });

  it('take in a newer view from elsewhere, and go on after it', () => {
    const { now } = follow(2);
    link.become('open');
    link.say(subscribed(2));
    streams.offer(viewAt(log, 1));
    expect(asks()).toEqual([2]);
    streams.offer(viewAt(log, 6));
    expect(asks()).toEqual([2, 6]);
    expect(now().task?.seq).toBe(6);
    streams.offer({ ...viewAt(log, 6), id: 'unknown' });
  });
});

describe('the word on the connection', () => {
  it('says reconnecting only after two seconds, offline at once', () => {
    const { now } = follow(2);
    link.become('open');
    link.say(subscribed(2));
    link.become('waiting');
    link.become('connecting');
    clock.advance(1_999);
    expect(now().connection).toBe('live');
    clock.advance(1);
    expect(now().connection).toBe('reconnecting');
    link.online = false;
    link.become('offline');
    expect(now().connection).toBe('offline');
    link.online = true;
    link.become('open');
    expect(now().connection).toBe('catching-up');
    link.say(subscribed(2));
    expect([now().connection, clock.pending]).toEqual(['live', 0]);
  });

  it('says denied, and why, when the line is refused', () => {
    const { now } = follow(2);
    for (const [code, error] of [[4403, 'forbidden'], [4401, 'unauthorized'], [4429, 'rate_limited'], [4409, 'conflict'], [4400, 'internal']] as const) {
      link.close_code = code;
      link.become('refused');
      expect([now().connection, now().error?.code]).toEqual(['denied', error]);
      link.become('connecting');
    }
  });

  it('[A4] says denied for a task that is not to be seen, and only for that', () => {
    const { now } = follow(2);
    const other = streams.watch('t2', null);
    other.subscribe(() => {});
    link.become('open');
    link.say({ type: 'error', timestamp: at(0), code: 'task_not_found', message: 'No.', task_id: 't1' });
    expect([now().connection, now().error?.message]).toEqual(['denied', 'No.']);
    expect(other.getSnapshot().connection).toBe('catching-up');
  });

  it('[E4] the error tick beside a failed stage is no refusal', () => {
    const { now } = follow(2);
    link.become('open');
    link.say(subscribed(2), { type: 'error', timestamp: at(0), task_id: 't1', seq: 2, n: 1, attempt: 1, stage: 'resolve', error: 'x', message: 'x', code: 'forbidden' });
    expect([now().connection, now().error]).toEqual(['live', null]);
  });

  it('[L1] asks again later when it asked too often', () => {
    follow(2);
    link.become('open');
    link.say({ type: 'error', timestamp: at(0), code: 'rate_limited', message: 'Slow', task_id: 't1', retry_after: 3 });
    clock.advance(2_999);
    expect(asks()).toHaveLength(1);
    clock.advance(1);
    expect(asks()).toHaveLength(2);
  });

  it('says apart what only ticks tell, and that a deleted task is gone', () => {
    const { now, calls } = follow(2);
    const aside = streams.watchAside('t1');
    let told = 0;
    aside.subscribe(() => void (told += 1));
    link.become('open');
    link.say(subscribed(2));
    const before = calls.count;
    const tick = { task_id: 't1', seq: 2, attempt: 1, timestamp: at(2) };
    link.say(subscribed(2), { type: 'watchers', ...tick, n: 1, count: 3 }, { type: 'partial_result', ...tick, n: 2, stage: 'resolve', text: 'So far' });
    expect(aside.getSnapshot()).toEqual({ watchers: 3, partials: { resolve: 'So far' } });
    expect([told, calls.count]).toEqual([2, before]);
    expect(aside.getSnapshot()).toBe(aside.getSnapshot());
    link.say({ type: 'task_deleted', ...tick, n: 3 });
    expect([now().connection, now().error?.message]).toEqual(['denied', 'This task was deleted.']);
  });

  it('of a finished task is live as soon as it is rendered', () => {
    const { now } = follow(log.length);
    expect(now().connection).toBe('live');
  });
});
