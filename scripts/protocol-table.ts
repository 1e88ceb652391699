// `node scripts/protocol-table.ts`: renews the tables of rules, close codes and error codes by their tests in PROTOCOL.md.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLOSE } from '#lib/protocol/close-codes.ts';
import { ERRORS } from '#lib/protocol/errors.ts';

const ROOT = path.dirname(import.meta.dirname);
const DOCUMENT = path.join(ROOT, 'lib', 'protocol', 'PROTOCOL.md');
const MARK = '<!-- made by scripts/protocol-table.ts -->';
const TESTS = ['lib/**/*.test.ts', 'lib/**/*.contract.ts', 'app/**/*.test.ts', 'components/**/*.test.ts', 'e2e/*.spec.ts', 'scripts/*.test.ts', 'scripts/conformance/*-checks.ts'];
/** Where codes are mentioned that the server did not send. */
const CLIENTS = /^(lib\/client|lib\/protocol|components|scripts\/[^/]+\.test)/;
/** Where a real gateway closes connections. */
const GATEWAYS = /^(lib\/realtime|lib\/tasks\/nodes|scripts\/conformance|e2e)/;
const CLOSE_SEEN = /^(?=.*(expect|same\(|must\())(?=.*close)/i;

/** Codes that the catalogue has and nothing answers with. */
const RESERVED: Record<string, string> = { speech_unconfigured: 'reserved: `captions_missing` says in its hint whether speech is set up' };

type Files = { name: string; text: string }[];
const testFiles = (): Files => globSync(TESTS, { cwd: ROOT }).toSorted().map((name) => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') }));

/** Files whose titles name the rule. */
const pinsRule = (files: Files, id: string) => files.filter(({ text }) => text.includes(`[${id}]`) || text.includes(`rule: '${id}'`));

/** Files that see the server close with it. */
function seesClose(files: Files, name: string, code: number): Files {
  const said = new RegExp(`CLOSE\\.${name}\\b|\\b${code}\\b`);
  return files.filter((file) => GATEWAYS.test(file.name) && file.text.split('\n').some((line) => CLOSE_SEEN.test(line) && said.test(line)));
}

/** Files that provoke the error. */
const seesError = (files: Files, code: string) => files.filter(({ name, text }) => !CLIENTS.test(name) && text.includes(`'${code}'`));

function table(of: string, rows: [string, Files][]): string {
  const bare = rows.filter(([id, files]) => files.length === 0 && RESERVED[id] === undefined);
  if (bare.length > 0) throw new Error(`no test pins ${bare.map(([id]) => id).join(', ')}`);
  const line = ([id, files]: [string, Files]) => `| ${id} | ${RESERVED[id] ?? files.map(({ name }) => `\`${name}\``).join(', ')} |`;
  return `| ${of} | tests |\n|---|---|\n${rows.map(line).join('\n')}\n`;
}

/** The document as it should be. @throws Error where a rule or a code has no test */
export function renewed(document: string, closes: Record<string, { code: number }> = CLOSE, errors: readonly string[] = Object.keys(ERRORS)): string {
  const files = testFiles();
  const rules = [...document.matchAll(/^- \*\*([A-Z]\d)\*\*/gm)].map(([, id]) => id ?? '');
  const tables = [
    table('rule', rules.map((id) => [id, pinsRule(files, id)])),
    table('close code', Object.entries(closes).map(([name, { code }]) => [`${code} ${name}`, seesClose(files, name, code)])),
    table('error code', errors.map((code) => [code, seesError(files, code)])),
  ];
  return `${document.slice(0, document.indexOf(MARK) + MARK.length)}\n\n${tables.join('\n')}`;
}

export const readDocument = () => readFileSync(DOCUMENT, 'utf8');

if (import.meta.main) writeFileSync(DOCUMENT, renewed(readDocument()));
