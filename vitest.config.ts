import { defineConfig } from 'vitest/config'

const ci = process.env['CI'] === 'true'

/** Unit and integration tests. They sit beside the code they pin; e2e/ belongs to Playwright. */
export default defineConfig({
  test: {
    include: ['{app,bench,components,lib,scripts}/**/*.test.{ts,tsx}'],
    environment: 'node',
    testTimeout: ci ? 30_000 : 15_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      exclude: ['lib/**/*.test.ts', 'lib/testing/**', 'lib/db/generated/**', 'lib/bench/**'],
      reportsDirectory: 'coverage',
      reporter: ['text-summary', 'json-summary', 'lcovonly'],
      thresholds: { lines: 90 },
    },
  },
})
