import { describe, expect, it } from 'vitest';
import { readDocument, renewed } from './protocol-table.ts';

describe('the tables of rules, close codes and error codes by their tests', () => {
  it('are what the tests say: node scripts/protocol-table.ts renews them', () => {
    expect(readDocument()).toBe(renewed(readDocument()));
  });

  it('cannot be made where a rule, a close code or an error has no test', () => {
    expect(() => renewed(readDocument().replace('- **C1**', '- **Z9** a rule of nobody\n- **C1**'))).toThrow('no test pins Z9');
    expect(() => renewed(readDocument(), { of_nobody: { code: 4444 } })).toThrow('no test pins 4444 of_nobody');
    expect(() => renewed(readDocument(), {}, ['error_of_nobody'])).toThrow('no test pins error_of_nobody');
  });
});
