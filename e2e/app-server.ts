import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freshPlace, type Place } from '../lib/testing/database-place.ts';

const READY = /MindTube is ready at (http:\/\/\S+)/;

/** The built app as a person starts it, with a data folder of its own; it can be killed and started again. */
export class AppServer {
  readonly port: number;
  #env: Record<string, string>;
  #dataDir: string;
  #place: Place;
  #process: ChildProcess | null = null;
  #output = '';

  private constructor(port: number, { dataDir, place, env }: { dataDir: string; place: Place; env: Record<string, string> }) {
    this.port = port;
    this.#dataDir = dataDir;
    this.#place = place;
    this.#env = { DATABASE_URL: place.url, AUTH_SECRET: 'a-secret-for-tests-only', ...env };
  }

  static async start(env: Record<string, string> = {}): Promise<AppServer> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'mindtube-e2e-'));
    const server = new AppServer(await freePort(), { dataDir, place: await freshPlace(), env });
    await server.boot();
    return server;
  }

  /** What the server was started with: for commands that work on its data. */
  get env(): NodeJS.ProcessEnv {
    return { NODE_ENV: 'production', LOG_LEVEL: 'warn', PORT: String(this.port), DATA_DIR: this.#dataDir, ...this.#env };
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Resolves when the server says that it is ready. @throws Error with its output where it ends before. */
  async boot(): Promise<void> {
    const child = spawn(path.resolve('node_modules/.bin/node'), ['server.ts'], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.#output += chunk;
        if (READY.test(this.#output)) resolve();
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      child.once('exit', (code) => reject(new Error(`The server ended with code ${code} before it was ready:\n${this.#output}`)));
    });
  }

  /** Ends the process and resolves with its exit code, null where a signal ended it. */
  async stop(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    child.kill(signal);
    this.#output = '';
    return ended;
  }

  async dispose(): Promise<void> {
    await this.stop('SIGKILL');
    await this.#place.remove();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
