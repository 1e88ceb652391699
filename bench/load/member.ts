import { connect, type Socket } from 'node:net';
import type { Dialect } from './dialects.ts';
import { FrameReader, maskedClose, maskedPong, maskedText } from './frames.ts';
import { isUpdate, type Tally } from './tally.ts';

/** @property host the server's address, of this machine's own; another one has ports of its own to come from */
export type Place = { host: string; port: number; dialect: Dialect; tally: () => Tally };
/** @property cursors by task, the `seq` after which it goes on; a task without one begins with its snapshot */
type Wish = { client_id: string; task_ids: readonly string[]; cursors?: ReadonlyMap<string, number> };

/** Every socket of this process reads into one buffer: what is read is looked at before the next read. */
const shared = Buffer.allocUnsafe(256 * 1024);
const HANDSHAKE_MS = 30_000;
/** Any sixteen bytes will do; ours cost nothing to make. */
const HANDSHAKE_KEY = `${'A'.repeat(22)}==`;
/** Task and cursor of a snapshot, without reading the rest of it. */
const SNAPSHOT = /"task":\{"id":"([^"]+)".*?,"seq":(\d+)/;
/** A close frame with code 1000. */
const GOODBYE = maskedClose(Buffer.from([0x03, 0xe8]));
/** A message says what it is within its first bytes. */
const HEAD = 64;

/** One connection of the load: a raw socket that shakes hands, subscribes, and then looks at frames as little as it can. */
export class Member {
  /** The code of the server's close frame; 1006 where it ended without one, null while open. */
  closeCode: number | null = null;
  /** When the server wants it back, by `performance.now()`; null where it did not say. */
  returnAt: number | null = null;
  /** Chunks that came since the subscriptions were asked for: about as many as there were writes. */
  reads = 0;
  /** By task, the newest `seq` that came. */
  readonly cursors = new Map<string, number>();
  readonly task_ids: readonly string[];
  readonly ended: Promise<void>;
  #place: Place;
  #socket: Socket;
  #standing = 0;
  #onText: (text: string) => void = () => undefined;
  #upgraded = false;
  #leaving = false;
  #frames = new FrameReader((opcode, payload) => this.#frame(opcode, payload));

  private constructor(place: Place, { task_ids, cursors }: Wish) {
    this.#place = place;
    this.task_ids = task_ids;
    for (const [task_id, seq] of cursors ?? []) this.cursors.set(task_id, seq);
    this.#socket = connect({ port: place.port, host: place.host, noDelay: true, onread: { buffer: shared, callback: (length, buffer) => this.#read((buffer as Buffer).subarray(0, length)) } });
    this.#socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.#socket.once('close', () => { this.closeCode ??= 1006; resolve(); }));
  }

  /** Resolves when every subscription stands. @throws Error where the server refuses or is too slow. */
  static async join(place: Place, wish: Wish): Promise<Member> {
    const { client_id, task_ids, cursors } = wish;
    const member = new Member(place, wish);
    const { dialect } = place;
    const ask = () => member.#ask(task_ids.map((id) => dialect.subscribe(id, cursors?.get(id) ?? null)));
    const stands = cursors ? dialect.resumed : dialect.subscribed;
    const standing = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no subscription within ${HANDSHAKE_MS} ms`)), HANDSHAKE_MS);
      member.#onText = (head) => {
        if (dialect.greeted?.test(head)) ask();
        if (!stands.test(head) || (member.#standing += 1) < task_ids.length) return;
        clearTimeout(late);
        resolve();
      };
      void member.ended.then(() => {
        clearTimeout(late);
        reject(new Error(`the connection ended with ${member.closeCode}`));
      });
    });
    member.#socket.write(`GET ${dialect.path(client_id)} HTTP/1.1\r\nHost: 127.0.0.1:${place.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${HANDSHAKE_KEY}\r\n\r\n`);
    if (dialect.greeted === null) member.#onUpgraded = ask;
    await standing;
    member.#onText = () => undefined;
    return member;
  }

  pause(): void {
    this.#socket.pause();
  }

  /** @param politely with a close frame, and gone once that is answered; else at once, as a network cuts */
  leave(politely = false): void {
    if (!politely) return void this.#socket.destroy();
    this.#leaving = true;
    this.#socket.write(GOODBYE);
  }

  #onUpgraded: () => void = () => undefined;

  #ask(texts: readonly string[]): void {
    this.reads = 0;
    this.#socket.write(Buffer.concat(texts.map(maskedText)));
  }

  #read(chunk: Buffer): boolean {
    this.reads += 1;
    let rest = chunk;
    if (!this.#upgraded) {
      const end = chunk.indexOf('\r\n\r\n');
      if (end < 0 || !chunk.subarray(0, 20).includes(' 101 ')) {
        this.#socket.destroy();
        return true;
      }
      this.#upgraded = true;
      rest = chunk.subarray(end + 4);
      this.#onUpgraded();
    }
    const { delivered } = this.#place.tally();
    this.#frames.read(rest);
    if (this.#place.tally().delivered !== delivered) this.#place.tally().arrived();
    return true;
  }

  #frame(opcode: number, payload: Buffer): void {
    if (opcode === 1 && isUpdate(payload)) return this.#place.tally().count(payload, this.cursors);
    if (opcode === 9) this.#socket.write(maskedPong(payload));
    else if (opcode === 8) {
      this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      if (this.#leaving) this.#socket.destroy();
      else this.#socket.write(maskedClose(payload.subarray(0, 2)));
    } else if (opcode === 1) this.#text(payload.toString('latin1', 0, HEAD), payload);
  }

  #text(head: string, payload: Buffer): void {
    const { ping, hello } = this.#place.dialect;
    if (ping !== null && head === ping.text) this.#socket.write(maskedText(ping.answer));
    else if (hello !== null && head.startsWith('0{')) this.#socket.write(maskedText(hello));
    else if (head.startsWith('{"type":"task_snapshot"')) this.#snapshot(payload);
    else if (head.startsWith('{"type":"reconnect"')) this.returnAt = performance.now() + (JSON.parse(payload.toString()) as { after_ms: number }).after_ms;
    this.#onText(head);
  }

  #snapshot(payload: Buffer): void {
    const [, task, seq] = SNAPSHOT.exec(payload.toString('latin1')) ?? [];
    if (task !== undefined) this.cursors.set(task, Number(seq));
  }
}
