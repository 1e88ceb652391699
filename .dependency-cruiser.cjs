// The walls between rooms. scripts/walls.test.ts plants a violation against each and sees it caught.
const TEST = '\\.test\\.tsx?$';
const lib = (...names) => names.map((name) => `^lib/${name}/`);

/** Files of one room may import their own room, the rooms named, and packages. */
const room = (name, from, allowed) => ({
  name: `room:${name}`,
  severity: 'error',
  from: { path: from, pathNot: [TEST, '\\.contract\\.ts$'] },
  to: { path: '^(lib|app|components|scripts|bench|e2e|server\\.ts)', pathNot: [from, ...allowed] },
});

const PORTS = '^lib/(sources/source|speech/transcriber|analysis/analyst)\\.ts$';
const SERVICES = '^lib/(services|resources)\\.ts$';

module.exports = {
  forbidden: [
    // the words: Zod and nothing of ours
    room('protocol', '^lib/protocol/', []),
    // environment, log, clock: nothing of ours
    room('platform', '^lib/platform/', []),
    // guarded fetch
    room('net', '^lib/net/', lib('protocol', 'platform')),
    // one Prisma client
    room('db', '^lib/db/', lib('platform')),
    // timed text, pure
    room('captions', '^lib/captions/', lib('protocol', 'platform')),
    // what stands inside media files: bytes in, cues out; who fetches them is another's business
    room('containers', '^lib/containers/', lib('captions', 'platform')),
    // work on what strangers sent, in processes of its own
    room('isolation', '^lib/isolation/', lib('protocol', 'platform', 'net')),
    // adapters know no task
    room('sources', '^lib/sources/', lib('protocol', 'platform', 'net', 'captions', 'containers', 'isolation')),
    // adapters know no task
    room('speech', '^lib/speech/', lib('protocol', 'platform', 'net', 'captions', 'containers', 'isolation')),
    // adapters know no task
    room('analysis', '^lib/analysis/', lib('protocol', 'platform', 'captions')),
    // questions on a transcript, answered by what the analysts are made of
    room('ask', '^lib/ask/', lib('protocol', 'platform', 'captions', 'analysis')),
    // layout and drawing, pure
    room('mindmap', '^lib/mindmap/', lib('protocol')),
    // a result in other formats
    room('exports', '^lib/exports/', lib('protocol', 'captions', 'mindmap')),
    // what one run does, by ports alone; no database, no socket
    room('pipeline', '^lib/pipeline/', [...lib('protocol', 'platform', 'captions'), PORTS, '^lib/tasks/job\\.ts$', '^lib/sources/registry\\.ts$']),
    // queue and log: no socket, no stage
    room('tasks', '^lib/tasks/', [...lib('protocol', 'platform', 'db'), '^lib/auth/actor\\.ts$']),
    // files that people send: no task, no stage
    room('uploads', '^lib/uploads/', [...lib('protocol', 'platform', 'db', 'net', 'captions', 'containers', 'isolation'), '^lib/auth/actor\\.ts$']),
    // who is asking
    room('auth', '^lib/auth/(?!page-actor\\.ts$)', lib('protocol', 'platform', 'db')),
    // who looks at a page: asks the services
    room('page-actor', '^lib/auth/page-actor\\.ts$', [...lib('protocol', 'auth'), SERVICES]),
    // what every route does alike
    room('http', '^lib/http/', [...lib('protocol', 'platform', 'auth'), SERVICES]),
    // reads the log: no stage, no vendor
    room('realtime', '^lib/realtime/', lib('protocol', 'platform', 'db', 'tasks', 'auth')),
    // what an operator is told: counts, never contents
    room('status', '^lib/status/', lib('protocol', 'platform', 'db', 'tasks', 'realtime')),
    // the browser's half of the protocol
    room('client', '^lib/client/', lib('protocol')),
    // pixels
    room('components', '^components/', lib('protocol', 'client', 'mindmap')),
    // thin: parse, call one service, present
    room('pages', '^app/', [...lib('protocol', 'client', 'platform', 'exports', 'auth', 'http'), '^components/', SERVICES]),
    {
      name: 'browser-never-reaches-server',
      severity: 'error',
      comment: 'what is sent to the browser reaches no database, queue, gateway, source or analysis, however far round',
      from: { path: '^(components|lib/client)/', pathNot: TEST },
      to: { path: '^lib/(db|tasks|realtime|pipeline|sources|containers|speech|analysis|ask|auth|net|uploads|services|resources|runtime)', reachable: true },
    },
    {
      name: 'runtime-only-from-server',
      severity: 'error',
      comment: 'long-lived parts are made once, by the process',
      from: { pathNot: ['^server\\.ts$', '^bench/', '^lib/testing/', TEST] },
      to: { path: '^lib/(runtime|open-resources)\\.ts$' },
    },
    {
      name: 'ws-has-one-door',
      severity: 'error',
      comment: 'the door and its connections know the socket library, and nobody else',
      from: { path: '^(lib|app|components|server\\.ts)', pathNot: ['^lib/realtime/ws\\.ts$', '^lib/testing/', TEST] },
      to: { path: '(^|/)node_modules/(@types/)?ws/' },
    },
    {
      name: 'strangers-files-are-read-apart',
      severity: 'error',
      comment: 'a media file made to hurt must not hold up, or end, the server: what parses it runs as a job in a process of its own',
      from: { path: '^(server\\.ts|app/)', pathNot: TEST },
      to: { path: ['(^|/)node_modules/mediabunny/', '^lib/containers/open-container\\.ts$', '\\.job\\.ts$'], reachable: true },
    },
    {
      name: 'testing-stays-in-tests',
      severity: 'error',
      comment: 'doubles never reach production',
      from: { path: '^(lib|app|components|server\\.ts)', pathNot: ['^lib/testing/', TEST, '\\.contract\\.ts$'] },
      to: { path: ['^lib/testing/', TEST, '^(e2e|bench|scripts)/'] },
    },
    {
      name: 'sources-do-not-meet',
      severity: 'error',
      comment: 'adapters of one room do not import each other; only the registry knows them all',
      from: { path: '^lib/sources/([^/]+)/', pathNot: TEST },
      to: { path: '^lib/sources/[^/]+/', pathNot: ['^lib/sources/$1/'] },
    },
    {
      name: 'analysts-do-not-meet',
      severity: 'error',
      comment: 'with and without a model are two ways to do the same job',
      from: { path: '^lib/analysis/(extractive|model)/', pathNot: TEST },
      to: { path: '^lib/analysis/(extractive|model)/', pathNot: ['^lib/analysis/$1/'] },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', comment: 'an import that is not found hides a wall', from: { pathNot: '^lib/db/generated/' }, to: { couldNotResolve: true } },
    {
      name: 'no-undeclared-package',
      severity: 'error',
      from: { path: '^(lib|app|components|server\\.ts)', pathNot: ['^lib/testing/', TEST, '^lib/db/generated/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', '^lib/db/generated/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'] },
  },
};
