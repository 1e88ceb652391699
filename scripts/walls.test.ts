import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const dirs: string[] = [];
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

/** A small project with our wall configuration and only these files. */
function project(files: Record<string, string>): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'mindtube-walls-'));
  dirs.push(dir);
  for (const name of ['.dependency-cruiser.cjs', '.oxlintrc.json', 'knip.json', 'tsconfig.json', 'package.json']) cpSync(path.join(ROOT, name), path.join(dir, name));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(dir, 'node_modules'));
  writeFileSync(path.join(dir, '.gitignore'), 'node_modules\n');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    writeFileSync(path.join(dir, name), text);
  }
  return dir;
}

function run(dir: string, tool: string, args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', tool), ...args], { cwd: dir, encoding: 'utf8', timeout: 20_000 });
  return stdout + stderr;
}

type Violation = { from: string; to: string; rule: { name: string } };

/** Every import of a small project that breaks a rule. */
function violationsIn(files: Record<string, string>): Violation[] {
  const roots = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? name))];
  const report = run(project(files), 'dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...roots]);
  return (JSON.parse(report) as { summary: { violations: Violation[] } }).summary.violations;
}

/** A file that imports a value (or only a type) from another. */
function importOf(to: string, kind: 'value' | 'type' = 'value'): string {
  return kind === 'value' ? `export { x } from '#${to}';\n` : `import type { x } from '#${to}';\nexport const y: typeof x = 1;\n`;
}

const ROOMS: [rule: string, from: string, to: string][] = [
  ['room:protocol', 'lib/protocol/a.ts', 'lib/platform/b.ts'],
  ['room:platform', 'lib/platform/a.ts', 'lib/protocol/b.ts'],
  ['room:net', 'lib/net/a.ts', 'lib/sources/b.ts'],
  ['room:db', 'lib/db/a.ts', 'lib/tasks/b.ts'],
  ['room:captions', 'lib/captions/a.ts', 'lib/sources/b.ts'],
  ['room:containers', 'lib/containers/a.ts', 'lib/net/b.ts'],
  ['room:isolation', 'lib/isolation/a.ts', 'lib/sources/b.ts'],
  ['room:sources', 'lib/sources/a.ts', 'lib/tasks/b.ts'],
  ['room:speech', 'lib/speech/a.ts', 'lib/sources/b.ts'],
  ['room:analysis', 'lib/analysis/a.ts', 'lib/db/b.ts'],
  ['room:ask', 'lib/ask/a.ts', 'lib/tasks/b.ts'],
  ['room:mindmap', 'lib/mindmap/a.ts', 'lib/db/b.ts'],
  ['room:exports', 'lib/exports/a.ts', 'lib/tasks/b.ts'],
  ['room:pipeline', 'lib/pipeline/a.ts', 'lib/db/b.ts'],
  ['room:pipeline', 'lib/pipeline/a.ts', 'lib/sources/youtube.ts'],
  ['room:uploads', 'lib/uploads/a.ts', 'lib/tasks/b.ts'],
  ['room:tasks', 'lib/tasks/a.ts', 'lib/pipeline/b.ts'],
  ['room:tasks', 'lib/tasks/a.ts', 'lib/realtime/b.ts'],
  ['room:auth', 'lib/auth/a.ts', 'lib/realtime/b.ts'],
  ['room:realtime', 'lib/realtime/a.ts', 'lib/pipeline/b.ts'],
  ['room:status', 'lib/status/a.ts', 'lib/pipeline/b.ts'],
  ['room:client', 'lib/client/a.ts', 'lib/platform/b.ts'],
  ['room:components', 'components/a.ts', 'lib/exports/b.ts'],
  ['room:pages', 'app/page.ts', 'lib/tasks/b.ts'],
  ['runtime-only-from-server', 'lib/services.ts', 'lib/runtime.ts'],
  ['testing-stays-in-tests', 'lib/services.ts', 'lib/testing/b.ts'],
  ['sources-do-not-meet', 'lib/sources/youtube/a.ts', 'lib/sources/page/b.ts'],
  ['analysts-do-not-meet', 'lib/analysis/model/a.ts', 'lib/analysis/extractive/b.ts'],
];

const SOCKETS = "import { WebSocketServer } from 'ws';\nexport const y = WebSocketServer;\n";

/** Everything that is planted, in one project: the checker takes a second to start, and names file by file what is wrong. */
const PLANTED: Record<string, string> = {
  ...Object.fromEntries(ROOMS.map(([, , to]) => [to, 'export const x = 1;\n'])),
  ...Object.fromEntries(ROOMS.map(([, from]) => [from, ROOMS.filter((row) => row[1] === from).map(([, , to]) => `export * from '#${to}';\n`).join('')])),
  'lib/tasks/types.ts': importOf('lib/pipeline/b.ts', 'type'),
  'lib/tasks/allowed.ts': importOf('lib/db/b.ts'),
  'lib/tasks/allowed.test.ts': importOf('lib/testing/b.ts'),
  'components/corner.ts': importOf('components/corner-b.ts'),
  'components/corner-b.ts': "export { x } from '../lib/mindmap/corner-c.ts';\n",
  'lib/mindmap/corner-c.ts': importOf('lib/db/b.ts'),
  'server.ts': importOf('lib/sources/far.ts'),
  'lib/sources/far.ts': importOf('lib/sources/read.job.ts', 'type'),
  'lib/sources/read.job.ts': 'export const x = 1;\n',
  'lib/realtime/session.ts': SOCKETS,
  'lib/realtime/ws.ts': SOCKETS,
  'lib/tasks/circle.ts': "export * from './circle-b.ts';\n",
  'lib/tasks/circle-b.ts': "export * from './circle.ts';\n",
  'lib/tasks/lost.ts': "export * from './gone.ts';\n",
};

describe('walls between rooms', () => {
  let violations: Violation[] = [];
  beforeAll(() => void (violations = violationsIn(PLANTED)));

  /** Names of the rules that these files break. */
  const brokenBy = (...files: string[]) => [...new Set(violations.filter(({ from }) => files.includes(from)).map(({ rule }) => rule.name))];

  it.each(ROOMS)('%s: %s may not import %s', (rule, from, to) => {
    expect(violations).toContainEqual(expect.objectContaining({ from, to, rule: expect.objectContaining({ name: rule }) as object }));
  });

  it('types obey the walls too', () => {
    expect(brokenBy('lib/tasks/types.ts')).toEqual(['room:tasks']);
  });

  it('lets through what a room may import', () => {
    expect(brokenBy('lib/tasks/allowed.ts')).toEqual([]);
    expect(brokenBy('lib/tasks/allowed.test.ts')).toEqual([]);
  });

  it('sees the browser reach the server round a corner', () => {
    expect(brokenBy('components/corner.ts')).toEqual(['browser-never-reaches-server']);
  });

  it('sees the server reach what parses media files, round a corner', () => {
    expect(brokenBy('server.ts')).toEqual(['strangers-files-are-read-apart']);
  });

  it('keeps the socket library behind one file', () => {
    expect(brokenBy('lib/realtime/session.ts')).toEqual(['ws-has-one-door']);
    expect(brokenBy('lib/realtime/ws.ts')).toEqual([]);
  });

  it('sees circles, and imports that lead nowhere', () => {
    expect(brokenBy('lib/tasks/circle.ts', 'lib/tasks/circle-b.ts')).toEqual(['no-circles']);
    expect(brokenBy('lib/tasks/lost.ts')).toEqual(['resolvable']);
  });
});

describe('lint', () => {
  const CASES: [rule: string, file: string, text: string][] = [
    ['typescript(no-floating-promises)', 'lib/tasks/promise.ts', 'export function go(p: Promise<void>) { p; }\n'],
    ['typescript(switch-exhaustiveness-check)', 'lib/tasks/switch.ts', "export function go(k: 'a' | 'b') { switch (k) { case 'a': return 1; } return 2; }\n"],
    ['typescript(consistent-type-imports)', 'lib/tasks/type-import.ts', "import { Server } from 'node:http';\nexport let s: Server;\n"],
    ['eslint(max-params)', 'lib/tasks/params.ts', 'export const go = (a: 1, b: 1, c: 1, d: 1) => a + b + c + d;\n'],
    ['eslint(no-restricted-globals)', 'lib/tasks/timer.ts', 'export const go = () => setTimeout(() => undefined, 1);\n'],
    ['eslint(no-restricted-globals)', 'lib/sources/fetch.ts', "export const go = () => fetch('http://127.0.0.1');\n"],
    ['eslint(no-restricted-properties)', 'lib/realtime/now.ts', 'export const go = () => Date.now();\n'],
    ['node(no-process-env)', 'lib/tasks/environment.ts', "export const go = () => process.env['HOME'];\n"],
    ['import(no-default-export)', 'lib/tasks/default.ts', 'export default 1;\n'],
    ['react-hooks(rules-of-hooks)', 'components/hook.tsx', "import { useState } from 'react';\nexport function A({ on }: { on: boolean }) { if (on) useState(1); return null; }\n"],
    ['jsx-a11y(alt-text)', 'components/picture.tsx', "export function A() { return <img src='a.png' />; }\n"],
  ];

  const found = new Set<string>();
  beforeAll(() => {
    const planted = Object.fromEntries(CASES.map(([, file, text]) => [file, text]));
    const report = run(project(planted), 'oxlint/bin/oxlint', ['--type-aware', '--format=json', 'lib', 'components']);
    for (const { filename, code } of (JSON.parse(report) as { diagnostics: { filename: string; code: string }[] }).diagnostics) found.add(`${code} in ${filename}`);
  });

  it.each(CASES)('%s is an error in %s', (rule, file) => {
    expect([...found]).toContain(`${rule} in ${file}`);
  });
});

describe('knip', () => {
  it('names files, exports and dependencies that nothing uses', () => {
    const dir = project({
      'server.ts': "import { used } from '#lib/tasks/a.ts';\nconsole.log(used);\n",
      'lib/tasks/a.ts': 'export const used = 1;\nexport const forgotten = 2;\n',
      'lib/tasks/dead.ts': 'export const x = 1;\n',
    });
    const report = run(dir, 'knip/bin/knip.js', []);
    expect(report).toMatch(/Unused files[\s\S]*lib\/tasks\/dead\.ts/);
    expect(report).toMatch(/Unused dependencies[\s\S]*\nzod /);
    expect(report).toMatch(/Unused exports[\s\S]*forgotten/);
  });
});
