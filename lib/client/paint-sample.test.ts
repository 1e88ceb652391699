import { beforeEach, describe, expect, it } from 'vitest';
import { FakeLink } from '#lib/testing/client-doubles.ts';
import { ManualClock } from '#lib/testing/manual-clock.ts';
import { at, viewAt, wholeLog } from '#lib/testing/task-log.ts';
import type { Milestone } from '#lib/protocol/events.ts';
import { samplePaints } from './paint-sample.ts';
import { TaskStreams } from './task-stream.ts';

let clock: ManualClock;
let drawn: number;
let visible: boolean;
let frames: (() => void)[];
let told: number[];
let saw: (id: string, seq: number) => void;
beforeEach(() => {
  [clock, drawn, visible, frames, told] = [new ManualClock(), 0, true, [], []];
  saw = samplePaints({ clock, random: () => drawn, visible: () => visible, afterPaint: (fn) => void frames.push(fn) }, (_id, seq) => void told.push(seq));
});
const paint = () => frames.splice(0).forEach((fn) => fn());

describe('a page that tells of its pixels', () => {
  it('[P1] does so after the paint, not before', () => {
    saw('t1', 2);
    expect(told).toEqual([]);
    paint();
    expect(told).toEqual([2]);
  });

  it('[P1] tells of one in four, and of at most one in 10 s', () => {
    drawn = 0.25;
    saw('t1', 2);
    drawn = 0.24;
    saw('t1', 3);
    saw('t1', 4);
    paint();
    clock.advance(9_999);
    saw('t1', 5);
    paint();
    clock.advance(1);
    saw('t1', 6);
    paint();
    expect(told).toEqual([3, 6]);
  });

  it('[P1] tells nothing when hidden, before or after, or when it slept in between', () => {
    visible = false;
    saw('t1', 2);
    visible = true;
    saw('t1', 3);
    visible = false;
    paint();
    visible = true;
    clock.advance(10_000);
    saw('t1', 4);
    clock.advance(5_000);
    paint();
    expect(told).toEqual([]);
  });

  it('[P1] is asked about milestones that came live, never about what was caught up on', () => {
    const log = wholeLog('t1');
    const link = new FakeLink();
    const live: number[] = [];
    const streams = new TaskStreams(link, clock, (_id, seq) => void live.push(seq));
    streams.watch('t1', viewAt(log, 2)).subscribe(() => {});
    link.become('open');
    link.say({ type: 'subscribed', timestamp: at(0), task_id: 't1', seq: 4, recovered: true });
    link.say(log[2] as Milestone, log[3] as Milestone, log[4] as Milestone, log[4] as Milestone, log[6] as Milestone);
    expect(live).toEqual([5]);
  });
});
