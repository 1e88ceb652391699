import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const ci = process.env['CI'] === 'true'

/** On Postgres run the tests that meet a database; all others ran on SQLite and would say the same again. */
const onPostgres = process.env['DATABASE_URL']?.startsWith('postgres') ?? false
const ROOMS_WITH_A_DATABASE = [
  'app/**/*', 'lib/*', 'lib/{auth,db,pipeline,status,tasks,uploads}/**/*', 'lib/sources/upload',
  'lib/realtime/{killed-node,bad-network,slow-reader,wire}', 'scripts/token',
]

/** Unit and integration tests. They sit beside the code they pin; e2e/ belongs to Playwright. */
export default defineConfig({
  test: {
    include: (onPostgres ? ROOMS_WITH_A_DATABASE : ['{app,bench,components,lib,scripts}/**/*']).map((files) => `${files}.test.{ts,tsx}`),
    environment: 'node',
    // Of two processors one would be left idle: Vitest keeps one for itself, and needs little of it.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: ci ? 30_000 : 15_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      exclude: ['lib/**/*.test.ts', 'lib/testing/**', 'lib/db/generated/**'],
      reportsDirectory: 'coverage',
      reporter: ['text-summary', 'json-summary', 'lcovonly'],
      thresholds: { lines: 90 },
    },
  },
})
