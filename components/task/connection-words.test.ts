import { describe, expect, it } from 'vitest';
import { CONNECTION_WORDS, connectionNews } from './connection-words.ts';

describe('news of the connection', () => {
  it('tell every state apart in words', () => {
    const words = Object.values(CONNECTION_WORDS);
    expect(new Set(words.map(({ label }) => label)).size).toBe(5);
    expect(new Set(words.map(({ sentence }) => sentence)).size).toBe(5);
  });

  it('are trouble and its end', () => {
    expect(connectionNews('live', 'offline')).toMatch(/^Offline\. .*nothing will be missed/);
    expect(connectionNews('offline', 'reconnecting')).toMatch(/^Reconnecting\./);
    expect(connectionNews('reconnecting', 'catching-up')).toBe('Connected again. Catching up.');
    expect(connectionNews('reconnecting', 'live')).toBe('Connected again. Live.');
  });

  it('are neither the first moments of a page nor what its alert says', () => {
    expect(connectionNews('catching-up', 'live')).toBeNull();
    expect(connectionNews('live', 'catching-up')).toBeNull();
    expect(connectionNews('offline', 'offline')).toBeNull();
    expect(connectionNews('live', 'denied')).toBeNull();
  });
});
