import { defineConfig, devices } from '@playwright/test';
import { findChromium } from './scripts/tools.mjs';

const chromium = findChromium();

/** On Postgres run the tests in which the database matters: it changes neither what a page looks like, nor how tabs share a socket, nor what a model answers. */
const onPostgres = process.env['DATABASE_URL']?.startsWith('postgres') ?? false;
const WITH_A_DATABASE = /\/(accounts|conformance|live|main-job|restart|share|uploads)\.spec\.ts$/;

/** Browser tests against the real server; each worker starts its own (e2e/fixtures.ts), and some tests another. */
export default defineConfig({
  testDir: 'e2e',
  ...(onPostgres && { testMatch: WITH_A_DATABASE }),
  outputDir: 'test-results/e2e',
  workers: 1,
  retries: 0,
  forbidOnly: process.env['CI'] === 'true',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] ?? 'test-results/reports/playwright.json' }]],
  use: {
    ...devices['Desktop Chrome'],
    // A trace is a tenth of the work, and what CI leaves behind nobody looks at.
    trace: process.env['CI'] === 'true' ? 'off' : 'retain-on-failure',
    launchOptions: {
      ...(chromium && { executablePath: chromium }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
