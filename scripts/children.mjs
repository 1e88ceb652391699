// Child processes of the scripts. Runs on any Node >= 18, before anything is installed.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** Ctrl-C comes from the terminal and from npm: within this time (ms) it is one signal. */
const SAME_SIGNAL_MS = 1_000

/**
 * Runs a program to its end; signals sent to us are passed on to it once.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options] quiet: keep the output instead of showing it
 * @returns {Promise<{ code: number, output: string }>} code is 128+n for a death by signal n; 127 if it cannot be started
 */
export function runChild(file, args, options = {}) {
  const { quiet = false, ...rest } = options
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...rest, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit' })
    let output = ''
    const keep = (/** @type {Buffer} */ chunk) => { output += chunk.toString() }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const stopPassing = passSignals(child)
    const end = (/** @type {number} */ code) => { stopPassing(); resolve({ code, output }) }
    child.on('error', (error) => { output += error.message; end(127) })
    child.on('close', (code, signal) => end(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
}

let interrupted = 0
/** 128+n once a signal n has come to this process, else 0. */
export const interruptedBy = () => interrupted

/** @param {import('node:child_process').ChildProcess} child */
function passSignals(child) {
  let last = -Infinity
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    interrupted = 128 + constants.signals[signal]
    const now = performance.now()
    if (now - last > SAME_SIGNAL_MS) child.kill(signal)
    last = now
  }
  for (const signal of SIGNALS) process.on(signal, pass)
  return () => { for (const signal of SIGNALS) process.off(signal, pass) }
}

/**
 * One line on standard error: what is being done, then how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 */
export async function timed(what, work) {
  const start = performance.now()
  process.stderr.write(`mindtube: ${what} …`)
  try {
    const result = await work()
    process.stderr.write(` ${((performance.now() - start) / 1000).toFixed(1)} s\n`)
    return result
  } catch (error) {
    process.stderr.write(' failed\n')
    throw error
  }
}

/**
 * Runs a program quietly; its output is shown only if it fails.
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @throws Error with the end of the output
 */
export async function mustRun(file, args, options = {}) {
  const { code, output } = await runChild(file, args, { ...options, quiet: true })
  if (interrupted) process.exit(interrupted)
  if (code !== 0) throw new Error(`${[file, ...args].join(' ')} ended with ${code}\n${output.trim().split('\n').slice(-40).join('\n')}`)
}
