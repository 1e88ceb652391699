import { describe, expect, it } from 'vitest';
import { chooseTrack } from './choose-track.ts';
import type { CaptionTrack } from './source.ts';

const track = (language: string, kind: CaptionTrack['kind']): CaptionTrack => ({ url: `https://example.org/${language}-${kind}`, language, kind, label: null, format: null });
const chosen = (tracks: CaptionTrack[], wanted?: string, spoken?: string) => {
  const found = chooseTrack(tracks, { wanted, spoken });
  return found && `${found.language} ${found.kind}`;
};

describe('which captions are read', () => {
  it('the language that is spoken, by people before by a machine', () => {
    expect(chosen([track('fr', 'manual'), track('de', 'auto'), track('de', 'manual')])).toBe('de manual');
    expect(chosen([track('fr', 'manual'), track('de', 'auto')])).toBe('de auto');
    expect(chosen([track('fr', 'manual'), track('de', 'manual')])).toBe('fr manual');
    expect(chosen([track('fr', 'manual'), track('de', 'manual')], undefined, 'de')).toBe('de manual');
  });
  it('the language asked for, in its exact form where there is one, else in the nearest', () => {
    expect(chosen([track('de', 'auto'), track('en', 'manual')], 'en')).toBe('en manual');
    expect(chosen([track('zh-Hans', 'manual'), track('zh-Hant', 'manual')], 'zh-Hant')).toBe('zh-Hant manual');
    expect(chosen([track('zh-Hans', 'manual'), track('zh-Hant', 'manual')], 'zh-TW')).toBe('zh-Hant manual');
    expect(chosen([track('de', 'manual')], 'de-CH')).toBe('de manual');
    expect(chosen([track('pt-PT', 'manual'), track('pt-BR', 'manual')], 'pt')).toBe('pt-BR manual');
    expect(chosen([track('zh-Hans', 'manual'), track('zh-Hant', 'auto')], 'zh-Hant')).toBe('zh-Hant auto');
  });
  it('a machine translation only where it is asked for', () => {
    const tracks = [track('de', 'auto'), track('en', 'translated')];
    expect(chosen(tracks)).toBe('de auto');
    expect(chosen(tracks, 'en')).toBe('en translated');
    expect(chosen(tracks, 'it')).toBe('de auto');
    expect(chosen([track('en', 'translated')])).toBeNull();
    expect(chosen([])).toBeNull();
  });
  it('automatic captions before written ones where they are asked for', () => {
    const tracks = [track('de', 'manual'), track('de', 'auto'), track('en', 'manual')];
    expect(chooseTrack(tracks, { wanted: 'de', kind: 'auto' })).toMatchObject({ language: 'de', kind: 'auto' });
    expect(chooseTrack(tracks, { wanted: 'en', kind: 'auto' })).toMatchObject({ language: 'en', kind: 'manual' });
  });
  it('a track of no known language is better than none', () => {
    expect(chosen([track('und', 'manual')], 'de')).toBe('und manual');
  });
});
