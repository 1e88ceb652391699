import pg from 'pg';
import { every, systemClock } from '#lib/platform/clock.ts';
import { log } from '#lib/platform/log.ts';
import { remoteBell, waitBefore, type Carrier, type CarrierEvents } from './bell-remote.ts';
import type { Bell } from './bell.ts';

/** A notification is shorter than 8 000 bytes (PostgreSQL, NOTIFY). */
const LIMIT = 7_999;
/** Rings that may wait for the server; older ones are worth the least. */
const MAX_WAITING = 1_000;
/** A connection that a middlebox forgot is noticed by asking. Milliseconds. */
const PING_MS = 20_000;
const ANSWER_MS = 5_000;

/**
 * LISTEN and NOTIFY on a connection of its own, which is made again when it is lost. It needs a session:
 * behind a pooler that shares connections by transaction, REDIS_URL is the way.
 */
export function postgresBell(url: string, channel = 'mindtube'): Bell {
  return remoteBell(LIMIT, (events) => new PostgresCarrier(url, channel, events));
}

class PostgresCarrier implements Carrier {
  readonly #url: string;
  readonly #channel: string;
  readonly #events: CarrierEvents;
  readonly #stopPinging: () => void;
  #client: pg.Client | null = null;
  #waiting: string[] = [];
  #sending: Promise<void> | null = null;
  #tries = 0;
  #cancelRetry: (() => void) | null = null;
  #closed = false;

  constructor(url: string, channel: string, events: CarrierEvents) {
    this.#url = url;
    this.#channel = channel;
    this.#events = events;
    this.#stopPinging = every(systemClock, PING_MS, () => void this.#ask((client) => client.query('SELECT 1')));
    void this.#connect();
  }

  get connected(): boolean {
    return this.#client !== null;
  }

  send(text: string): void {
    if (this.#closed || this.#client === null) return;
    this.#waiting.push(text);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    this.#sending ??= this.#sendAll();
  }

  async close(): Promise<void> {
    await this.#sending;
    this.#closed = true;
    this.#stopPinging();
    this.#cancelRetry?.();
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  /** What was rung within a turn, or while the server was busy, goes out as one statement. */
  async #sendAll(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#client) {
      const texts = this.#waiting.splice(0);
      await this.#ask((client) => client.query('SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text', [this.#channel, texts]));
    }
    this.#waiting = [];
    this.#sending = null;
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'mindtube bell', keepAlive: true, connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS });
    client.on('notification', ({ payload }) => this.#events.heard(payload ?? ''));
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, new Error('the connection ended')));
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(this.#channel)}`);
    } catch (error) {
      return this.#retry(client, error);
    }
    if (this.#closed) return void client.end();
    if (this.#tries > 0) log.info('the bell of Postgres is heard again');
    this.#tries = 0;
    this.#client = client;
    this.#events.connected();
  }

  /** A connection on which a question fails is given up. */
  async #ask(question: (client: pg.Client) => Promise<unknown>): Promise<void> {
    const client = this.#client;
    if (client) await question(client).catch((error: unknown) => this.#lost(client, error));
  }

  #lost(client: pg.Client, error: unknown): void {
    if (client !== this.#client) return;
    this.#client = null;
    this.#retry(client, error);
  }

  #retry(client: pg.Client, error: unknown): void {
    void client.end().catch(() => undefined);
    if (this.#closed) return;
    if (this.#tries === 0) log.warn({ err: error }, 'the bell of Postgres is not heard: this node hears no other until it is');
    this.#cancelRetry = systemClock.after(waitBefore(this.#tries++), () => void this.#connect());
  }
}
