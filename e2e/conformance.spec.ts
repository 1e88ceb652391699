import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { test } from '@playwright/test';
import { allChecks } from '../scripts/conformance/all-checks.ts';
import { SlowMedia } from '../scripts/conformance/slow-media.ts';
import { Target } from '../scripts/conformance/target.ts';
import { AppServer, freePort } from './app-server.ts';

const MODES = {
  local: { env: {}, lacking: 'token' },
  // As many commands as the checks need between them; the last of these then meets the limit.
  accounts: { env: { AUTH_MODE: 'accounts', LIMIT_COMMANDS: '400', LIMIT_HANDSHAKES: '200', LIMIT_CONNECTIONS: '80' }, lacking: 'local' },
} as const;

/** An API token, as an operator makes it. */
async function tokenFor(app: AppServer): Promise<string> {
  const { stdout } = await promisify(execFile)(path.resolve('node_modules/.bin/node'), ['scripts/token.ts', 'create', 'conformance'], { env: { ...process.env, ...app.env } });
  return stdout.trim().split('\n').at(-1) ?? '';
}

/** Rules of the protocol held against the built app from outside, as `npm run conformance` holds them. */
for (const [mode, { env, lacking }] of Object.entries(MODES)) {
  test.describe(`The built app, mode ${mode}`, () => {
    let app: AppServer;
    let target: Target;

    test.beforeAll(async () => {
      const port = await freePort();
      app = await AppServer.start({ ...env, FETCH_ALLOW: `127.0.0.1:${port}` });
      const token = mode === 'accounts' ? await tokenFor(app) : null;
      target = new Target({ base: new URL(app.url), token, pid: app.pid, media: await SlowMedia.listen(port) });
    });
    test.afterAll(async () => {
      target.media?.close();
      await app.dispose();
    });

    for (const check of allChecks) if (!check.slow && check.needs !== lacking) test(`[${check.rule}] ${check.title}`, () => check.run(target));
  });
}
