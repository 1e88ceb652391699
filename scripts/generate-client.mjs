/**
 * Generates the two Prisma clients (lib/db/generated/{sqlite,postgres}) from prisma/schema.prisma.
 * Needs no network: the schema engine, which the CLI would download, takes no part in it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')
const generated = path.join(root, 'lib', 'db', 'generated')
const stamp = path.join(generated, 'schema.prisma')

/** The schema for one provider, written to `output`. */
function schemaFor(provider, output) {
  return readFileSync(path.join(root, 'prisma', 'schema.prisma'), 'utf8')
    .replace('provider = "sqlite"', `provider = "${provider}"`)
    .replace('"../lib/db/generated/sqlite"', JSON.stringify(output))
}

function generate(provider, name) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'mindtube-schema-'))
  try {
    const file = path.join(dir, 'schema.prisma')
    writeFileSync(file, schemaFor(provider, path.join(generated, name)))
    const cli = path.join(root, 'node_modules', 'prisma', 'build', 'index.js')
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' }
    const run = spawnSync(process.execPath, [cli, 'generate', '--schema', file], { cwd: root, env, encoding: 'utf8' })
    if (run.status !== 0) throw new Error(`prisma generate failed for ${provider}:\n${run.stdout}${run.stderr}`)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Whether the clients are those of the schema as it is now. */
export function clientsAreFresh() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === schemaFor('sqlite', '../lib/db/generated/sqlite')
}

/** Makes both clients where they are missing or stale. */
export function generateClients() {
  if (clientsAreFresh()) return
  rmSync(generated, { recursive: true, force: true })
  mkdirSync(generated, { recursive: true })
  generate('sqlite', 'sqlite')
  generate('postgresql', 'postgres')
  writeFileSync(stamp, schemaFor('sqlite', '../lib/db/generated/sqlite'))
}

if (import.meta.main ?? process.argv[1] === fileURLToPath(import.meta.url)) generateClients()
