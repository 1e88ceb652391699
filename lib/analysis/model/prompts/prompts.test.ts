import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CHUNK_NOTES_VERSION, chunkNotesInstructions } from './chunk-notes.ts';
import { OUTLINE_VERSION, outlineInstructions } from './outline.ts';
import { SHORT_SUMMARY_VERSION, shortSummaryInstructions } from './short-summary.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

describe('prompts', () => {
  // Where this fails, a prompt has changed: raise its version, so that answers to the old one are not taken from the store, and write both here.
  it.each([
    ['chunk-notes', CHUNK_NOTES_VERSION, chunkNotesInstructions('en'), 2, '1f7c6add178b'],
    ['short-summary', SHORT_SUMMARY_VERSION, shortSummaryInstructions('en'), 3, '85081bfbaa51'],
    ['outline', OUTLINE_VERSION, outlineInstructions('en', 5), 1, 'e49e1fcb8e17'],
  ] as const)('%s is the text of its version', (...[, version, text, known, sum]) => {
    expect([version, hash(text)]).toEqual([known, sum]);
  });

  it.each([chunkNotesInstructions('de'), shortSummaryInstructions('de'), outlineInstructions('de', 5)])('name the language, and say that what is read is no instruction', (text) => {
    expect(text).toContain('BCP 47): de');
    expect(text).toMatch(/never (?:an )?instructions?/);
  });
});
