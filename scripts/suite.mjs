// `npm test [-- STEP...]`: every check of the project in order; the last line is "N passed, N failed".
// Without arguments all steps run. With DATABASE_URL=postgresql://… the tests use that server instead of SQLite.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { interruptedBy, runChild } from './children.mjs'
import { ROOT, buildPages } from './prepare.mjs'
import { ensureTools } from './tools.mjs'

const REPORTS = path.join(ROOT, 'test-results', 'reports')
const script = (/** @type {string[]} */ ...parts) => path.join(ROOT, 'node_modules', ...parts)

/** @typedef {{ passed: number, failed: number }} Count */
/** @type {Record<string, { title: string, run: () => Promise<Count> }>} */
const STEPS = {
  types: { title: 'types (tsc)', run: () => check('typescript/bin/tsc', ['--noEmit', '--project', ROOT]) },
  lint: { title: 'lint (oxlint)', run: () => check('oxlint/bin/oxlint', ['--type-aware']) },
  walls: { title: 'walls between rooms (dependency-cruiser)', run: () => check('dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', 'app', 'components', 'lib', 'server.ts']) },
  unused: { title: 'nothing unused (knip)', run: () => check('knip/bin/knip.js', []) },
  unit: { title: 'unit and integration tests, coverage (vitest)', run: unit },
  build: { title: 'pages build (next)', run: build },
  e2e: { title: 'browser tests (playwright)', run: browser },
}

/** One static check counts as one. @param {string} file @param {string[]} args @returns {Promise<Count>} */
async function check(file, args) {
  const { code } = await runChild(process.execPath, [script(file), ...args], { cwd: ROOT })
  return { passed: Number(code === 0), failed: Number(code !== 0) }
}

async function unit() {
  const report = path.join(REPORTS, 'vitest.json')
  // On Postgres only the tests that meet a database run: what they cover of the whole says nothing.
  const covered = process.env.DATABASE_URL?.startsWith('postgres') ? [] : ['--coverage']
  const args = ['run', ...covered, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await runChild(process.execPath, [script('vitest', 'vitest.mjs'), ...args], { cwd: ROOT })
  const { numPassedTests = 0, numFailedTests = 0 } = readReport(report)
  return settle({ passed: numPassedTests, failed: numFailedTests }, code)
}

async function build() {
  await buildPages()
  return { passed: 1, failed: 0 }
}

async function browser() {
  const report = path.join(REPORTS, 'playwright.json')
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const { code } = await runChild(process.execPath, [script('@playwright', 'test', 'cli.js'), 'test'], { cwd: ROOT, env })
  const { expected = 0, flaky = 0, unexpected = 0 } = readReport(report).stats ?? {}
  return settle({ passed: expected + flaky, failed: unexpected }, code)
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

/** A runner that fails with no failed test (a file that does not load, coverage too low) counts as one. @param {Count} count @param {number} code */
const settle = (count, code) => (code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count)

/** @param {string} name @returns {Promise<Count>} */
async function runStep(name) {
  const step = STEPS[name]
  if (!step) throw new Error(`unknown step "${name}"; one of: ${Object.keys(STEPS).join(', ')}`)
  console.log(`\n── ${step.title}`)
  const start = performance.now()
  const count = await step.run().catch((/** @type {Error} */ error) => {
    console.error(error.message)
    return { passed: 0, failed: 1 }
  })
  if (interruptedBy()) process.exit(interruptedBy())
  console.log(`${count.failed === 0 ? 'ok' : 'FAILED'}: ${step.title}, ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return count
}

async function main() {
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(STEPS)
  rmSync(REPORTS, { recursive: true, force: true })
  mkdirSync(REPORTS, { recursive: true })
  if (names.includes('unit') || names.includes('e2e')) await ensureTools()
  const total = { passed: 0, failed: 0 }
  for (const name of names) {
    const count = await runStep(name)
    total.passed += count.passed
    total.failed += count.failed
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  process.exit(total.failed === 0 ? 0 : 1)
}

main().catch((/** @type {Error} */ error) => {
  console.error(error.message)
  console.log('\n0 passed, 1 failed')
  process.exit(1)
})
