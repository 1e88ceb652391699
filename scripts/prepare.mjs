// Makes a fresh clone ready: dependencies, the pinned Node, database clients, pages. Each only if missing or stale.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { mustRun, timed } from './children.mjs'

export const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const at = (/** @type {string[]} */ ...parts) => path.join(ROOT, ...parts)
const PINNED = at('node_modules', 'node', 'bin', 'node')

/** Installs what package-lock.json names, if what is installed differs. */
export async function installDependencies() {
  if (isInstalled()) return
  await timed('installing dependencies', async () => {
    // `install` keeps to the lock file as `ci` does, and works where the lock names no package for this platform.
    // No package's script is run: the only one that is needed is the pinned Node's, below.
    await npm(['install', '--no-save', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'])
    rmSync(at('lib', 'db', 'generated'), { recursive: true, force: true })
  })
}

/** npm keeps what it last installed in node_modules/.package-lock.json. */
function isInstalled() {
  const hidden = at('node_modules', '.package-lock.json')
  if (!existsSync(hidden)) return false
  const wanted = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages
  return Object.entries(wanted).every(([name, entry]) =>
    name === '' || entry.optional || entry.devOptional || entry.peer || present[name]?.version === entry.version)
}

/** @param {string[]} args */
function npm(args) {
  const cli = process.env.npm_execpath
  const direct = cli && path.basename(cli) === 'npm-cli.js'
  return mustRun(direct ? process.execPath : 'npm', direct ? [cli, ...args] : args, { cwd: ROOT, env: outsideNpm() })
}

/** The environment without what npm adds for a script: an npm inside would take our folder for its own. */
function outsideNpm() {
  return Object.fromEntries(Object.entries(process.env)
    .filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix|command)/.test(name)))
}

/**
 * The Node that the program runs on.
 * @returns {Promise<string>} its path
 * @throws Error where there is none for this machine
 */
export async function pinnedNode() {
  if (isPinned(PINNED)) return linked()
  const folder = at('node_modules', 'node')
  const failure = await timed('fetching the pinned Node', () =>
    mustRun(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder, env: outsideNpm() }).catch((error) => error))
  if (isPinned(PINNED)) return linked()
  if (isPinned(process.execPath)) return process.execPath
  throw new Error(`Node ${pinnedVersion()} could not be fetched for ${process.platform} ${process.arch}; install Node 24 and run again.\n${failure?.message ?? ''}`)
}

/** npm leaves out the link to a program that was not there yet; with it, every npm script finds this Node first. */
function linked() {
  const link = at('node_modules', '.bin', 'node')
  if (!existsSync(link)) {
    rmSync(link, { force: true })
    symlinkSync(path.join('..', 'node', 'bin', 'node'), link)
  }
  return PINNED
}

const pinnedVersion = () => JSON.parse(readFileSync(at('node_modules', 'node', 'package.json'), 'utf8')).version

/** @param {string} node */
function isPinned(node) {
  if (node === process.execPath) return process.versions.node.startsWith('24.')
  if (!existsSync(node)) return false
  return spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('v24.') ?? false
}

/** Generates the database clients, if the schema changed. */
export async function prepareClients() {
  const { clientsAreFresh, generateClients } = await import('./generate-client.mjs')
  if (!clientsAreFresh()) await timed('generating the database clients', async () => generateClients())
}

/** Builds the pages, if their sources changed. */
export async function buildPages() {
  const stamp = at('.next', 'mindtube.stamp')
  const inputs = fingerprint(['app', 'components', 'lib', 'next.config.js', 'postcss.config.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) return
  rmSync(stamp, { force: true })
  const env = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  await timed('building the pages', () => mustRun(process.execPath, [at('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], { cwd: ROOT, env }))
  writeFileSync(stamp, inputs)
}

/** SHA-256 over names and contents; tests do not count. @param {string[]} names relative to the root */
function fingerprint(names) {
  const hash = createHash('sha256')
  for (const name of names.flatMap(filesUnder)) hash.update(name).update('\0').update(readFileSync(at(name))).update('\0')
  return hash.digest('hex')
}

/** @param {string} name @returns {string[]} */
function filesUnder(name) {
  const stat = statSync(at(name), { throwIfNoEntry: false })
  if (!stat || /\.test\.tsx?$/.test(name)) return []
  if (!stat.isDirectory()) return [name]
  return readdirSync(at(name)).sort().flatMap((child) => filesUnder(`${name}/${child}`))
}
