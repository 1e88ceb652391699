import { describe, expect, it } from 'vitest';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { readWishedLink, readWishedOptions, wishProblem } from './read-wish.ts';

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

describe('the form of the first page', () => {
  it('means the link in it, or the sample', () => {
    expect(readWishedLink(form({ url: ' www.example.org/talk ' }))).toBe('https://www.example.org/talk');
    expect(readWishedLink(form({ url: 'https://example.org', sample: '1' }))).toBe(SAMPLE_URL);
    expect(readWishedLink(form({}))).toBe('');
  });

  it('asks for what is filled in beside it, and nothing else', () => {
    expect(readWishedOptions(form({ captions: ' ', language: '', output_language: ' pt-BR ' }))).toEqual({ output_language: 'pt-BR' });
    expect(readWishedOptions(form({ captions: 'https://e.org/a.vtt', language: 'de' }))).toEqual({ captions: 'https://e.org/a.vtt', language: 'de' });
  });

  it('says in words for people what is no language', () => {
    expect(() => readWishedOptions(form({ language: 'Deutsch bitte' }))).toThrow('“Deutsch bitte” is no code of a language.');
    expect(wishProblem('bad_message', 'x').hint).toContain('pt-BR');
    expect(wishProblem('invalid_url', '').message).toBe('There is no link yet.');
    expect(wishProblem('forbidden_address', 'x').message).toContain('private network');
  });
});
