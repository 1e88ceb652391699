// `node scripts/run.mjs NAME [ARGUMENT...]`: makes ready what NAME needs, then runs it on the pinned Node.
// Needs no dependency and any Node >= 18; everything below installDependencies() is done by Node 24.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild } from './children.mjs'
import { ROOT, buildPages, prepareClients, installDependencies, pinnedNode } from './prepare.mjs'

/** What each name is: the file that takes over, the mode, whether it needs built pages. */
const COMMANDS = {
  start: { file: 'server.ts', mode: 'production', pages: true },
  dev: { file: 'server.ts', mode: 'development' },
  token: { file: 'scripts/token.ts', mode: 'production' },
  doctor: { file: 'scripts/doctor/main.ts', mode: 'production' },
  conformance: { file: 'scripts/conformance/main.ts' },
  bench: { file: 'bench/run.ts', mode: 'production', pages: true },
  eval: { file: 'scripts/eval.ts' },
  'eval:engine': { file: 'scripts/eval-engine.ts' },
  test: { file: 'scripts/suite.mjs' },
  check: { file: 'scripts/suite.mjs', args: ['types', 'lint', 'walls', 'unused'] },
}

async function main() {
  const [name = '', ...rest] = process.argv.slice(2)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[/** @type {keyof typeof COMMANDS} */ (name)] : null
  if (!command) throw new Error(`unknown command "${name}"; one of: ${Object.keys(COMMANDS).join(', ')}`)
  process.chdir(ROOT)
  await installDependencies()
  const node = await pinnedNode()
  if (!process.versions.node.startsWith('24.')) return again(node)
  await prepareClients()
  if ('pages' in command) await buildPages()
  become([path.join(ROOT, command.file), ...('args' in command ? command.args : []), ...rest], 'mode' in command ? command.mode : undefined)
}

/** An older Node cannot replace itself by another program: it stays in front, passes signals on and ends as the other ends. */
async function again(/** @type {string} */ node) {
  const { code } = await runChild(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)])
  process.exit(code)
}

/** Node lets what is young grow to twice this before it cleans up: with large files going through, that is the most of its memory. */
const YOUNG_MIB = 16

/**
 * From this size on, glibc gives memory back to the system as soon as it is free: the pieces of 64 KiB in which files
 * and sockets are read. Between lasting things they would leave holes, more than 60 MB of them after a film. Others ignore it.
 */
const GIVEN_BACK_BYTES = 65_536

/** This process turns into the program: same process id, so signals and the exit code are the program's own. */
function become(/** @type {string[]} */ args, /** @type {string | undefined} */ mode) {
  const bin = path.join(ROOT, 'node_modules', '.bin')
  const env = {
    ...(mode === 'production' && { MALLOC_MMAP_THRESHOLD_: String(GIVEN_BACK_BYTES) }),
    ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`, ...(mode && { NODE_ENV: mode }),
  }
  process.execve(process.execPath, [process.execPath, `--max-semi-space-size=${YOUNG_MIB}`, ...args], env)
}

main().catch((/** @type {Error} */ error) => {
  process.stderr.write(`mindtube: ${error.message}\n`)
  process.exit(1)
})
