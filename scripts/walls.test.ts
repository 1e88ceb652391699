import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const dirs: string[] = [];

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

/** Names of the rules that a set of files breaks. */
function brokenWalls(files: Record<string, string>): string[] {
  const dir = project(files);
  const roots = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? name))];
  const report = run(dir, 'dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...roots]);
  const { summary } = JSON.parse(report) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map((violation) => violation.rule.name))];
}

/** One file that imports a value (or only a type) from another. */
const imports = (from: string, to: string, kind: 'value' | 'type' = 'value') => ({
  [from]: `import ${kind === 'type' ? 'type ' : ''}{ x } from '#${to}';\nexport const y${kind === 'type' ? ': typeof x' : ''} = ${kind === 'type' ? '1' : 'x'};\n`,
  [to]: 'export const x = 1;\n',
});

const ROOMS: [rule: string, from: string, to: string][] = [
  ['room:protocol', 'lib/protocol/a.ts', 'lib/platform/b.ts'],
  ['room:platform', 'lib/platform/a.ts', 'lib/protocol/b.ts'],
  ['room:net', 'lib/net/a.ts', 'lib/sources/b.ts'],
  ['room:db', 'lib/db/a.ts', 'lib/tasks/b.ts'],
  ['room:captions', 'lib/captions/a.ts', 'lib/sources/b.ts'],
  ['room:containers', 'lib/containers/a.ts', 'lib/net/b.ts'],
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

describe('walls between rooms', () => {
  afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

  it.each(ROOMS)('%s: %s may not import %s', (rule, from, to) => {
    expect(brokenWalls(imports(from, to))).toContain(rule);
  });

  it('types obey the walls too', () => {
    expect(brokenWalls(imports('lib/tasks/a.ts', 'lib/pipeline/b.ts', 'type'))).toEqual(['room:tasks']);
  });

  it('lets through what a room may import', () => {
    expect(brokenWalls(imports('lib/tasks/a.ts', 'lib/db/b.ts'))).toEqual([]);
    expect(brokenWalls(imports('lib/tasks/a.test.ts', 'lib/testing/b.ts'))).toEqual([]);
  });

  it('sees the browser reach the server round a corner', () => {
    expect(brokenWalls({ ...imports('components/a.ts', 'components/b.ts'), 'components/b.ts': "export { x } from '../lib/mindmap/c.ts';\n", ...imports('lib/mindmap/c.ts', 'lib/db/d.ts'), 'lib/mindmap/c.ts': "export { x } from '#lib/db/d.ts';\n" })).toContain('browser-never-reaches-server');
  });

  it('keeps the socket library behind one file', () => {
    const source = "import { WebSocketServer } from 'ws';\nexport const y = WebSocketServer;\n";
    expect(brokenWalls({ 'lib/realtime/session.ts': source })).toEqual(['ws-has-one-door']);
    expect(brokenWalls({ 'lib/realtime/attach-ws.ts': source })).toEqual([]);
  });

  it('sees circles, and imports that lead nowhere', () => {
    expect(brokenWalls({ 'lib/tasks/a.ts': "export * from './b.ts';\n", 'lib/tasks/b.ts': "export * from './a.ts';\n" })).toEqual(['no-circles']);
    expect(brokenWalls({ 'lib/tasks/a.ts': "export * from './gone.ts';\n" })).toEqual(['resolvable']);
  });
});

describe('lint', () => {
  const lint = (name: string, text: string) => run(project({ [name]: text }), 'oxlint/bin/oxlint', ['--type-aware', name]);
  const CASES: [rule: string, file: string, text: string][] = [
    ['typescript(no-floating-promises)', 'lib/tasks/a.ts', 'export function go(p: Promise<void>) { p; }\n'],
    ['typescript(switch-exhaustiveness-check)', 'lib/tasks/a.ts', "export function go(k: 'a' | 'b') { switch (k) { case 'a': return 1; } return 2; }\n"],
    ['typescript(consistent-type-imports)', 'lib/tasks/a.ts', "import { Server } from 'node:http';\nexport let s: Server;\n"],
    ['eslint(max-params)', 'lib/tasks/a.ts', 'export const go = (a: 1, b: 1, c: 1, d: 1) => a + b + c + d;\n'],
    ['eslint(no-restricted-globals)', 'lib/tasks/a.ts', 'export const go = () => setTimeout(() => undefined, 1);\n'],
    ['eslint(no-restricted-globals)', 'lib/sources/a.ts', "export const go = () => fetch('http://127.0.0.1');\n"],
    ['eslint(no-restricted-properties)', 'lib/realtime/a.ts', 'export const go = () => Date.now();\n'],
    ['node(no-process-env)', 'lib/tasks/a.ts', "export const go = () => process.env['HOME'];\n"],
    ['import(no-default-export)', 'lib/tasks/a.ts', 'export default 1;\n'],
    ['react-hooks(rules-of-hooks)', 'components/a.tsx', "import { useState } from 'react';\nexport function A({ on }: { on: boolean }) { if (on) useState(1); return null; }\n"],
    ['jsx-a11y(alt-text)', 'components/a.tsx', "export function A() { return <img src='a.png' />; }\n"],
  ];

  it.each(CASES)('%s is an error in %s', (rule, file, text) => {
    expect(lint(file, text)).toContain(rule);
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
