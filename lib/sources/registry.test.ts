import { describe, expect, it } from 'vitest';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { sourceContext } from '#lib/testing/source-context.ts';
import { noUploads } from '#lib/testing/no-uploads.ts';
import { createSources } from './registry.ts';

/** Nothing may be fetched here. */
const sources = createSources({ uploads: noUploads, fetch: () => Promise.reject(new Error('fetched')), env: { FETCH_ALLOW: [], YOUTUBE: 'on' } });

describe('the sources there are', () => {
  it('the sample is read from disk alone', async () => {
    expect(sources.vet(` ${SAMPLE_URL} `)).toBe(SAMPLE_URL);
    const sample = sources.sourceFor(new URL(SAMPLE_URL));
    const resolved = await sample.resolve(new URL(SAMPLE_URL), {}, sourceContext());
    expect(resolved.video).toMatchObject({ kind: 'sample', media_url: '/sample/lecture.mp4', thumbnail_url: '/sample/lecture.jpg' });
    const { cues, language } = await sources.byName(resolved.source).captions(resolved, {}, sourceContext());
    expect(language).toBe('en');
    expect(cues.length).toBeGreaterThan(10);
  });

  it('an address is kept in one form; what must not be fetched is refused at once', () => {
    expect(sources.vet(' HTTPS://Example.ORG/a ')).toBe('https://example.org/a');
    expect(() => sources.vet('file:///x')).toThrow(expect.objectContaining({ code: 'invalid_url' }));
    expect(() => sources.vet('http://[::ffff:7f00:1]')).toThrow(expect.objectContaining({ code: 'forbidden_address' }));
  });

  it('any other address is the web\'s, and a source that is not there is a fault of ours', () => {
    expect(sources.sourceFor(new URL('https://example.org/a')).name).toBe('web');
    expect(() => sources.byName('nobody')).toThrow();
  });
});
