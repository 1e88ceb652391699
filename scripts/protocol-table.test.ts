import { describe, expect, it } from 'vitest';
import { readDocument, renewed } from './protocol-table.ts';

describe('the table of rules and tests', () => {
  it('is what the tests say: node scripts/protocol-table.ts renews it', () => {
    expect(readDocument()).toBe(renewed(readDocument()));
  });

  it('cannot be made where a rule has no test', () => {
    expect(() => renewed(readDocument().replace('- **C1**', '- **Z9** a rule of nobody\n- **C1**'))).toThrow('no test pins Z9');
  });
});
