import { fork, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DialectName } from './load/dialects.ts';
import type { Crowd, LoadCalls } from './load/load.ts';
import type { Emitted } from './emission.ts';

/** Whom we measure: ourselves, and those we measure ourselves against. */
export const PEERS = {
  mindtube: { name: 'MindTube', file: 'server.ts', dialect: 'mindtube' },
  ws: { name: 'plain ws', file: 'peers/ws-rooms.ts', dialect: 'rooms' },
  /** The same, giving who subscribes the task's state, as ours does. */
  'ws-state': { name: 'plain ws giving the state', file: 'peers/ws-rooms.ts', dialect: 'rooms', env: { STATE: '1' } },
  'socket.io': { name: 'Socket.IO', file: 'peers/socket-io.ts', dialect: 'socket.io' },
  crossws: { name: 'crossws', file: 'peers/crossws.ts', dialect: 'rooms' },
} as const satisfies Record<string, { name: string; file: string; dialect: DialectName; env?: Record<string, string> }>;
export type PeerName = keyof typeof PEERS;

/** Clock ticks of /proc: hundredths of a second on every Linux in use. */
const TICKS = 100;

/** A server under measurement, and the process that makes its load. */
export class Peer {
  readonly name: string;
  readonly dialect: DialectName;
  port = 0;
  #file: string;
  #env: Record<string, string>;
  #server: ChildProcess | null = null;
  #load: ChildProcess;
  #calls = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #serial = 0;

  private constructor(peer: PeerName, env: Record<string, string>) {
    const { name, file, dialect, env: own }: { name: string; file: string; dialect: DialectName; env?: Record<string, string> } = PEERS[peer];
    this.name = name;
    this.dialect = dialect;
    this.#file = path.join(import.meta.dirname, file);
    this.#env = { ...own, ...env };
    this.#load = fork(path.join(import.meta.dirname, 'load', 'load.ts'));
    this.#load.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (error === undefined) call?.resolve(value);
      else call?.reject(new Error(error));
    });
  }

  static async start(peer: PeerName, env: Record<string, string> = {}): Promise<Peer> {
    const started = new Peer(peer, env);
    await started.boot();
    return started;
  }

  /** Starts its server, at the port that it had before. */
  async boot(): Promise<void> {
    const child = spawn(process.execPath, [this.#file], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, LOG_LEVEL: 'error', ...this.#env, PORT: String(this.port) } });
    this.#server = child;
    let said = '';
    this.port = await new Promise<number>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        const port = /on port (\d+)/.exec((said += chunk))?.[1];
        if (port) resolve(Number(port));
      });
      child.once('exit', (code) => reject(new Error(`${this.name} ended with ${code} before it was ready`)));
    });
  }

  /** Asks the load process. */
  load<K extends keyof LoadCalls>(name: K, ...args: Parameters<LoadCalls[K]>): ReturnType<LoadCalls[K]> {
    const id = this.#serial++;
    const answer = new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
    this.#load.send({ id, name, args });
    return answer as ReturnType<LoadCalls[K]>;
  }

  /** Opens a crowd of which everybody must stand, or what is measured of it means nothing. @throws Error where some do not */
  async open(crowd: Crowd): Promise<void> {
    const { failed } = await this.load('open', crowd);
    if (failed > 0) throw new Error(`${failed} of ${crowd.connections} could not subscribe to ${this.name}`);
  }

  async emit(body: { tasks: readonly string[]; rate: number; count?: number; duration_ms?: number; pad?: number; kind?: 'tick' | 'milestone' }): Promise<Emitted> {
    const response = await fetch(`http://127.0.0.1:${this.port}/emit`, { method: 'POST', body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${this.name}: ${await response.text()}`);
    return (await response.json()) as Emitted;
  }

  /** CPU time of the server so far, user and system. Milliseconds. */
  cpu(): number {
    const fields = readFileSync(`/proc/${this.#server?.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
  }

  /** Memory of the server that is in RAM. Bytes. */
  memory(): number {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#server?.pid}/status`, 'utf8'))?.[1]) * 1024;
  }

  /** Ends the server as an operator does. @returns its exit code */
  async terminate(): Promise<number | null> {
    const child = this.#server;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    return ended;
  }

  async stop(): Promise<void> {
    this.#load.kill('SIGKILL');
    this.#server?.removeAllListeners('exit');
    this.#server?.kill('SIGKILL');
  }
}
