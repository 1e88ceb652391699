import { describe, expect, it } from 'vitest';
import { chooseTrack } from './choose-track.ts';
import type { CaptionTrack } from './source.ts';

const track = (language: string, kind: CaptionTrack['kind']): CaptionTrack => ({ url: `https://example.org/${language}-${kind}`, language, kind, label: null, format: null });
const chosen = (tracks: CaptionTrack[], language?: string) => {
  const found = chooseTrack(tracks, language);
  return found && `${found.language} ${found.kind}`;
};

describe('which captions are read', () => {
  it('the language that is spoken, by people before by a machine', () => {
    expect(chosen([track('fr', 'manual'), track('de', 'auto'), track('de', 'manual')])).toBe('de manual');
    expect(chosen([track('fr', 'manual'), track('de', 'auto')])).toBe('de auto');
    expect(chosen([track('fr', 'manual'), track('de', 'manual')])).toBe('fr manual');
  });
  it('the language asked for, in its exact form where there is one', () => {
    expect(chosen([track('de', 'auto'), track('en', 'manual')], 'en')).toBe('en manual');
    expect(chosen([track('zh-Hans', 'manual'), track('zh-Hant', 'manual')], 'zh-Hant')).toBe('zh-Hant manual');
    expect(chosen([track('de', 'manual')], 'de-CH')).toBe('de manual');
  });
  it('a machine translation only where it is asked for', () => {
    const tracks = [track('de', 'auto'), track('en', 'translated')];
    expect(chosen(tracks)).toBe('de auto');
    expect(chosen(tracks, 'en')).toBe('en translated');
    expect(chosen(tracks, 'it')).toBe('de auto');
    expect(chosen([track('en', 'translated')])).toBeNull();
    expect(chosen([])).toBeNull();
  });
});
