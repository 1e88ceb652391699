/** Beside the Content-Security-Policy, which is another one for each answer (lib/http/content-policy.ts). */
const HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // The address of a shared page holds its token: other sites learn our origin at most.
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
};

/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  agentRules: false,
  // Types are checked once, by `npm test`.
  typescript: { ignoreBuildErrors: true },
  // Pages are read when they are first asked for: all of them together are much of the server's memory.
  experimental: { preloadEntriesOnStart: false },
  // Loaded once for server and routes; what is bundled is there again in every bundle.
  serverExternalPackages: [
    '@ai-sdk/openai-compatible',
    '@node-rs/argon2',
    '@prisma/adapter-better-sqlite3',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@prisma/schema-engine-wasm',
    '@resvg/resvg-js',
    'ai',
    'better-sqlite3',
    'entities',
    'htmlparser2',
    'ipaddr.js',
    'mediabunny',
    'pg',
    'pino',
    'prom-client',
    'snowball-stemmers',
    'stopword',
    'undici',
    'ws',
    'youtubei.js',
    'zod',
  ],
  headers: () => [{ source: '/:path*', headers: Object.entries(HEADERS).map(([key, value]) => ({ key, value })) }],
};
