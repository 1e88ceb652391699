import { test } from '@playwright/test';
import { allChecks } from '../scripts/conformance/all-checks.ts';
import { SlowMedia } from '../scripts/conformance/slow-media.ts';
import { Target } from '../scripts/conformance/target.ts';
import { AppServer, freePort } from './app-server.ts';

/** Rules of the protocol held against the built app from outside, as `npm run conformance` holds them. */
test.describe('The built app', () => {
  let app: AppServer;
  let target: Target;

  test.beforeAll(async () => {
    const port = await freePort();
    app = await AppServer.start({ FETCH_ALLOW: `127.0.0.1:${port}` });
    target = new Target({ base: new URL(app.url), token: null, pid: app.pid, media: await SlowMedia.listen(port) });
  });
  test.afterAll(async () => {
    target.media?.close();
    await app.dispose();
  });

  // The last check ends the server.
  for (const check of allChecks.toSorted((a, b) => Number(a.needs === 'pid') - Number(b.needs === 'pid'))) {
    if (!check.slow) test(`[${check.rule}] ${check.title}`, () => check.run(target));
  }
});
