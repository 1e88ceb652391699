import { describe, expect, it } from 'vitest';
import { zVideo } from './result.ts';

const video = (page_url: string) => zVideo.safeParse({ kind: 'page', title: 'Bridges', author: null, duration: null, thumbnail_url: null, page_url });

describe('what a result links to', () => {
  it.each(['https://example.org/v', 'http://example.org/v.mp4#t=3', '/sample/lecture.mp4'])('is an address that opens (%s)', (address) => {
    expect(video(address).success).toBe(true);
  });

  it.each(['javascript:alert(1)', ' javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '//example.org/v'])('is never one that runs or leads elsewhere (%s)', (address) => {
    expect(video(address).success).toBe(false);
  });
});
