// `node scripts/protocol-table.ts`: renews the table of rules and tests at the end of PROTOCOL.md.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.dirname(import.meta.dirname);
const DOCUMENT = path.join(ROOT, 'lib', 'protocol', 'PROTOCOL.md');
const MARK = '<!-- made by scripts/protocol-table.ts -->';
const TESTS = ['lib/**/*.test.ts', 'app/**/*.test.ts', 'components/**/*.test.ts', 'e2e/*.spec.ts', 'scripts/*.test.ts', 'scripts/conformance/*-checks.ts'];

/** Files whose tests pin each rule, by rule id. */
function pinned(): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const file of globSync(TESTS, { cwd: ROOT }).toSorted()) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    for (const [, title, rule] of text.matchAll(/\[([CAXESBLDTP]\d)\]|rule: '([CAXESBLDTP]\d)'/g)) {
      const id = title ?? rule ?? '';
      files.set(id, (files.get(id) ?? new Set()).add(file));
    }
  }
  return files;
}

/** The document as it should be. @throws Error where a rule has no test */
export function renewed(document: string): string {
  const tests = pinned();
  const rules = [...document.matchAll(/^- \*\*([A-Z]\d)\*\*/gm)].map(([, id]) => id ?? '');
  const bare = rules.filter((id) => !tests.has(id));
  if (bare.length > 0) throw new Error(`no test pins ${bare.join(', ')}`);
  const rows = rules.map((id) => `| ${id} | ${[...(tests.get(id) ?? [])].map((file) => `\`${file}\``).join(', ')} |`);
  return `${document.slice(0, document.indexOf(MARK) + MARK.length)}\n\n| rule | tests |\n|---|---|\n${rows.join('\n')}\n`;
}

export const readDocument = () => readFileSync(DOCUMENT, 'utf8');

if (import.meta.main) writeFileSync(DOCUMENT, renewed(readDocument()));
