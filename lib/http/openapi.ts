import { ERRORS, type ErrorCode } from '#lib/protocol/errors.ts';
import { CALLS, type CallDescription } from './calls.ts';
import { EXAMPLES } from './examples.ts';
import { UPLOAD_CALLS } from './upload-calls.ts';
import { componentSchemas } from './schemas.ts';

/** The HTTP interface as OpenAPI 3.1, made from the schemas that the routes themselves check with. */
export function openApi(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const call of [...CALLS, ...UPLOAD_CALLS]) (paths[call.path] ??= {})[call.method] = operation(call);
  return {
    openapi: '3.1.0',
    info: {
      title: 'MindTube', version: '1',
      description: 'Submit a video’s address, follow it while it is understood, read and share the result. Live progress is described by /api/v1/asyncapi.json.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { bearer: [] }],
    paths,
    components: { securitySchemes: SECURITY, schemas: withExamples(componentSchemas()) },
  };
}

const SECURITY = {
  session: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token', description: 'Signed in on the site. Over https the name has the prefix `__Secure-`. In local mode nothing is needed.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'An API token: `npm run token -- create NAME`.' },
  share: { type: 'apiKey', in: 'query', name: 'token', description: 'The token of a share link: reads one task.' },
};

const WHO = {
  anyone: [{}],
  owner: undefined,
  reader: [{ session: [] }, { bearer: [] }, { share: [] }],
};

function operation(call: CallDescription): object {
  const security = WHO[call.access];
  return {
    operationId: call.name,
    summary: call.summary,
    ...(security && { security }),
    ...(call.parameters && { parameters: call.parameters }),
    ...(call.body && { requestBody: call.body }),
    responses: { ...call.answers, ...problems(call) },
  };
}

/** Answers that are problems, by status, each with the codes that it may carry. */
function problems(call: CallDescription): Record<string, object> {
  const usual: ErrorCode[] = call.access === 'anyone' ? [] : ['unauthorized', 'rate_limited'];
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...(call.problems ?? []), ...usual, 'internal' as const]) {
    const status = code === 'too_large' ? 413 : ERRORS[code].status;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [String(status), {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join('\n'),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, examples: Object.fromEntries(codes.map((code) => [code, { value: problemExample(code, status) }])) } },
    ...(status === 429 && { headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 1 } } } }),
  }]));
}

function problemExample(code: ErrorCode, status: number): object {
  const { message, hint } = ERRORS[code];
  return { type: 'about:blank', title: message, status, detail: message, code, hint, ...(code === 'rate_limited' && { retry_after: 12 }) };
}

function withExamples(schemas: Record<string, object>): Record<string, object> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, name in EXAMPLES ? { ...schema, examples: [EXAMPLES[name]] } : schema]));
}
