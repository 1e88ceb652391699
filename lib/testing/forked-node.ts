import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { StageName } from '#lib/protocol/stages.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { Target } from '../../scripts/conformance/target.ts';
import type { NodeOrder, NodeWord } from './node-process.ts';

/** A node in a process of its own, which can be stopped and killed. */
export class ForkedNode {
  readonly port: number;
  /** Stages that it began to work on. */
  readonly began: StageName[] = [];
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#process = child;
    this.port = port;
    child.on('message', (word: NodeWord) => {
      if ('began' in word) this.began.push(word.began);
    });
  }

  static async boot(order: NodeOrder): Promise<ForkedNode> {
    const child = fork(path.resolve(import.meta.dirname, 'node-process.ts'), { execArgv: [], env: { ...process.env, LOG_LEVEL: 'warn' } });
    child.send(order);
    const [word] = (await once(child, 'message')) as [NodeWord & { ready: number }];
    return new ForkedNode(child, word.ready);
  }

  /** @returns the id of a new task */
  async submit(): Promise<string> {
    const asker = await new Target({ base: new URL(`http://127.0.0.1:${this.port}`), token: null, pid: null, media: null }).connect();
    asker.send({ type: 'start_analysis', url: SAMPLE_URL });
    const { task_id } = await asker.next('task_started');
    asker.close();
    return task_id;
  }

  /** Resolves when it has paused at its place, as it was ordered to. */
  paused(): Promise<void> {
    return this.#hear((word) => ('paused' in word ? undefined : null));
  }

  /** Resolves with how its next run ends: `completed`, or a code. */
  end(): Promise<string> {
    return this.#hear((word) => ('ended' in word ? word.ended : null));
  }

  /** Lets it go on where it has paused. */
  goOn(): void {
    this.#process.send('go on');
    this.#process.kill('SIGCONT');
  }

  /** @param read null for a word that was not meant */
  #hear<T>(read: (word: NodeWord) => T | null): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    // Words may come two at a time, so one listener stays until it has heard the right one.
    const listen = (word: NodeWord) => {
      const heard = read(word);
      if (heard === null) return;
      this.#process.off('message', listen);
      resolve(heard);
    };
    this.#process.on('message', listen);
    return promise;
  }

  async kill(): Promise<void> {
    const gone = once(this.#process, 'exit');
    if (this.#process.kill('SIGKILL')) await gone;
  }
}
