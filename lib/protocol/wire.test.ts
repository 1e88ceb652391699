import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSE, isRetryable } from './close-codes.ts';
import { asFailure, ERRORS, Failure, zErrorCode } from './errors.ts';
import { encodeCommand, encodeServerMessage, eventOf, parseCommand, parseServerMessage, requestIdOf } from './wire.ts';

const timestamp = '2026-01-01T00:00:00.000Z';
const failure = (run: () => unknown): Failure => {
  try {
    run();
  } catch (error) {
    return asFailure(error);
  }
  throw new Error('nothing was thrown');
};

describe('commands', () => {
  it('[X1] names the field that is wrong', () => {
    expect(failure(() => parseCommand('{"type":"subscribe_task","task_id":"a b"}'))).toMatchObject({ code: 'bad_message', message: expect.stringContaining('task_id') });
    expect(failure(() => parseCommand('{"type":"subscribe_task","task_id":"a","after":-1}')).message).toContain('after');
    expect(failure(() => parseCommand('{"type":"no_such"}')).message).toContain('type');
    expect(failure(() => parseCommand('{"type":"start_analysis","url":"https://example.org","idempotency_key":"a\\u0000"}')).message).toContain('idempotency_key');
    expect(failure(() => parseCommand('[]')).message).toContain('type');
    expect(failure(() => parseCommand('{')).message).toContain('not JSON');
  });

  it('[X1] throws nothing but bad_message, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        parseCommand(text);
      } catch (error) {
        expect(asFailure(error).code).toBe('bad_message');
      }
    }));
  });

  it('finds the request_id even of a frame that fails its schema', () => {
    expect(requestIdOf('{"type":"nope","request_id":"r1"}')).toBe('r1');
    expect(requestIdOf('{"request_id":7}')).toBeUndefined();
    expect(requestIdOf('nonsense')).toBeUndefined();
  });

  it('come back from the wire as they were', () => {
    const command = { type: 'start_analysis', url: 'https://example.org', options: { language: 'de', extra: 1 }, request_id: 'r' } as const;
    expect(parseCommand(encodeCommand(command))).toEqual(command);
  });
});

describe('server messages', () => {
  it('are validated on the way out', () => {
    const bad = { type: 'pong', timestamp: 'yesterday' } as const;
    expect(() => encodeServerMessage(bad)).toThrow(/timestamp/);
    expect(parseServerMessage(encodeServerMessage({ type: 'pong', timestamp, id: 3 }))).toEqual({ type: 'pong', timestamp, id: 3 });
  });

  it('[E4] tell an error tick from the answer to a command', () => {
    const answer = parseServerMessage(JSON.stringify({ type: 'error', timestamp, code: 'task_not_found', message: 'no', task_id: 't' }));
    const tick = parseServerMessage(JSON.stringify({ type: 'error', timestamp, code: 'internal', message: 'no', task_id: 't', seq: 3, n: 1, attempt: 1, stage: 'summary', error: 'no' }));
    expect(eventOf(answer)).toBeNull();
    expect(eventOf(tick)).toMatchObject({ type: 'error', stage: 'summary' });
    expect(eventOf(parseServerMessage(JSON.stringify({ type: 'subscribed', timestamp, task_id: 't', seq: 2, recovered: true })))).toBeNull();
  });
});

describe('the error catalogue', () => {
  it('has a sentence, a next step and an HTTP status for every code', () => {
    for (const code of zErrorCode.options) {
      expect(ERRORS[code].message).toMatch(/^[A-Z].*\.$/);
      expect(ERRORS[code].hint).toMatch(/^[A-Z].*\.$/);
      expect(ERRORS[code].status).toBeGreaterThanOrEqual(400);
    }
  });

  it('knows its errors by code, also from another copy of the module, and calls the rest internal', () => {
    const foreign = Object.assign(new Error('gone'), { code: 'video_unavailable', hint: 'look', retryable: false });
    expect(asFailure(foreign)).toMatchObject({ code: 'video_unavailable', message: 'gone', hint: 'look' });
    const own = new Failure('rate_limited', { retry_after: 3 });
    expect(asFailure(own)).toBe(own);
    expect(asFailure(Object.assign(new Error('x'), { code: 'ECONNRESET' }))).toMatchObject({ code: 'internal', retryable: true });
    expect(asFailure(null).code).toBe('internal');
  });
});

describe('close codes', () => {
  it('say which are worth another try', () => {
    expect([1012, 1013, 4401, 4408, 1006].every(isRetryable)).toBe(true);
    expect([CLOSE.replaced, CLOSE.forbidden, CLOSE.bad_messages, CLOSE.too_many, CLOSE.normal].some(({ code }) => isRetryable(code))).toBe(false);
  });
});
