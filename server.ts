import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import next from 'next';
import { closeDatabase } from '#lib/db/open.ts';
import { setContentPolicy } from '#lib/http/content-policy.ts';
import { readers } from '#lib/isolation/readers.ts';
import { parseEnv } from '#lib/platform/env.ts';
import { log } from '#lib/platform/log.ts';
import { endOnSignal } from '#lib/platform/shutdown.ts';
import { openResources } from '#lib/open-resources.ts';
import { startRuntime } from '#lib/runtime.ts';
import { services } from '#lib/services.ts';

/** Under the 15 s that rule D3 allows. */
const DEADLINE_MS = 12_000;

async function main(): Promise<void> {
  const env = parseEnv(process.env);
  const { db, bell } = await openResources(env);
  const dev = env.NODE_ENV === 'development';
  // Next hangs its own upgrade listener on a server that it knows; it is given one that never listens.
  const stand_in = createServer();
  const app = next({ dev, hostname: env.HOST, port: env.PORT, httpServer: stand_in });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = (request: IncomingMessage, ...rest: unknown[]) => dev && (request.url ?? '').startsWith('/_next/hmr') && stand_in.emit('upgrade', request, ...rest);
  const rest = (request: IncomingMessage, response: ServerResponse) => {
    setContentPolicy(request, response, dev);
    return handle(request, response);
  };
  const runtime = startRuntime(services(), { rest, upgrade });
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 60_000 }, (request, response) => runtime.http(request, response));
  runtime.attach(server);
  await listen(server, env);
  // Not before the port is ours: a second start of the same server must take no task and then end.
  runtime.work();
  endOnSignal([
    { name: 'connections', run: () => runtime.drain() },
    { name: 'tasks', run: () => runtime.stop() },
    { name: 'readers', run: () => readers().close() },
    { name: 'http', run: () => closeServer(server) },
    { name: 'next', run: () => app.close() },
    { name: 'bell', run: () => bell.close() },
    { name: 'database', run: () => closeDatabase(db) },
  ], DEADLINE_MS);
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : env.PORT;
  console.log(`MindTube is ready at http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${port}`);
}

function listen(server: ReturnType<typeof createServer>, { PORT, HOST }: { PORT: number; HOST: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(error.code === 'EADDRINUSE' ? `Port ${PORT} on ${HOST} is taken; set PORT to another one.` : `Cannot listen on ${HOST}:${PORT}: ${error.message}`));
    });
    server.listen(PORT, HOST, resolve);
  });
}

/** `close` waits for connections that are idle or were upgraded: those are ended first. */
function closeServer(server: ReturnType<typeof createServer>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 1_000).unref();
  return closed;
}

// Rule X3: what nobody caught is told, and ends no other connection and no running task.
process.on('uncaughtException', (error) => log.error({ err: error }, 'uncaught'));
process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled'));

main().catch((error: unknown) => {
  for (const line of (error instanceof Error ? error.message : String(error)).split('\n')) console.error(`mindtube: ${line}`);
  process.exit(1);
});
