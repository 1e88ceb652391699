import { createClient } from '@redis/client';
import { log } from '#lib/platform/log.ts';
import { remoteBell, waitBefore, type Carrier, type CarrierEvents } from './bell-remote.ts';
import type { Bell } from './bell.ts';

/** Redis takes half a gigabyte; a milestone is 128 KiB at most. */
const LIMIT = 1024 * 1024;
/** What a middlebox would cut for its silence is used this often. Milliseconds. */
const PING_MS = 20_000;
const CONNECT_MS = 5_000;

/**
 * Redis publish and subscribe. Where the server cannot be reached the node runs on alone and tries again.
 * @param channel heard by all databases of a Redis server, so its name holds the database's number
 */
export function redisBell(url: string, channel = `mindtube:${new URL(url).pathname.slice(1) || '0'}`): Bell {
  return remoteBell(LIMIT, (events) => redisCarrier(url, channel, events));
}

function redisCarrier(url: string, channel: string, events: CarrierEvents): Carrier {
  const client = createClient({
    url,
    pingInterval: PING_MS,
    // Hints are worth nothing later, so none wait for a server that is away.
    disableOfflineQueue: true,
    socket: { connectTimeout: CONNECT_MS, reconnectStrategy: waitBefore },
  });
  const heard = (text: string) => events.heard(text);
  let away = false;
  let listens = false;
  client.on('error', (error: Error) => {
    if (!away) log.warn({ err: error }, 'Redis is not reached: this node hears no other until it is');
    away = true;
  });
  // After a loss the client listens again by itself; the same listener is not added twice.
  client.on('ready', () => {
    if (away) log.info('Redis is reached again');
    away = false;
    client.subscribe(channel, heard).then(
      () => {
        listens = true;
        events.connected();
      },
      (error: unknown) => client.isReady && log.error({ err: error }, 'Redis does not let this node listen'),
    );
  });
  const connecting = client.connect().catch(() => undefined);
  return {
    get connected() {
      return listens && client.isReady;
    },
    send: (text) => void client.publish(channel, text).catch(() => undefined),
    async close() {
      if (client.isReady) await client.close();
      else client.destroy();
      await connecting;
    },
  };
}
