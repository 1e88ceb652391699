// Programs that the tests need from the machine: a Chromium for the browser tests, ffmpeg and espeak-ng for real media.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { mustRun, timed } from './children.mjs'
import { ROOT } from './prepare.mjs'

/** The shell without a window does the same with little more than half of the work. */
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of the Chromium that the browser tests use: CHROME_PATH, the system's, or Playwright's own; null where there is none. */
export function findChromium() {
  const own = process.env.CHROME_PATH
  if (own) return existsSync(own) ? own : null
  const playwrights = chromium.executablePath()
  return BROWSERS.map(findProgram).find(Boolean) ?? (existsSync(playwrights) ? playwrights : null)
}

/** @param {string} name @returns {string | null} */
function findProgram(name) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable) ?? null
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const TOOLS = [
  { name: 'chromium', find: findChromium, advice: 'install Chromium or Chrome, set CHROME_PATH, or run: npx playwright install --with-deps chromium' },
  { name: 'ffmpeg', find: () => findProgram('ffmpeg'), advice: 'install ffmpeg (apt-get install ffmpeg, brew install ffmpeg)' },
  { name: 'espeak-ng', find: () => findProgram('espeak-ng'), advice: 'install espeak-ng (apt-get install espeak-ng, brew install espeak-ng)' },
]

/**
 * Sees to it that the tools are there, installing what this user may install.
 * @throws Error with one line for each tool that is still missing
 */
export async function ensureTools() {
  const missing = () => TOOLS.filter((tool) => tool.find() === null)
  if (missing().length > 0) await install(missing().map((tool) => tool.name))
  const still = missing()
  if (still.length > 0) throw new Error(still.map((tool) => `${tool.name} is missing: ${tool.advice}`).join('\n'))
}

/** @param {string[]} names */
async function install(names) {
  const apt = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
  if (apt) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await timed(`installing ${names.join(', ')}`, async () => {
      await mustRun('apt-get', ['update', '-q'], { env })
      await mustRun('apt-get', ['install', '-yq', '--no-install-recommends', ...names], { env })
    }).catch(() => undefined)
  } else if (names.includes('chromium')) {
    const cli = path.join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js')
    await timed('installing chromium', () => mustRun(process.execPath, [cli, 'install', 'chromium'])).catch(() => undefined)
  }
}
