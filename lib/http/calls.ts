import type { z } from 'zod';
import { zIdempotencyKey } from '#lib/protocol/commands.ts';
import type { ErrorCode } from '#lib/protocol/errors.ts';
import { RESULT_FORMATS, zListQuery, zResultFormat, zResultQuery } from '#lib/protocol/http.ts';
import { zId, zSeq } from '#lib/protocol/scalars.ts';
import { schemaOf } from './schemas.ts';

/** One call of the HTTP interface, as its description tells it. */
export type CallDescription = {
  path: string;
  method: 'get' | 'post' | 'patch' | 'delete';
  name: string;
  summary: string;
  access: 'anyone' | 'owner' | 'reader';
  parameters?: object[];
  body?: object;
  answers: Record<string, object>;
  problems?: ErrorCode[];
};

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const jsonOf = (name: string) => ({ 'application/json': { schema: ref(name) } });
const answer = (description: string, content?: object) => ({ description, ...(content && { content }) });
const view = (description: string) => answer(description, jsonOf('TaskView'));
const location = { Location: { description: 'Where the task is.', schema: { type: 'string' } } };
const text = (description: string, type = 'text/plain') => ({ 200: answer(description, { [type]: { schema: { type: 'string' } } }) });

const id = { name: 'id', in: 'path', required: true, schema: schemaOf(zId) };
const query = (name: string, schema: z.ZodType, description: string) => ({ name, in: 'query', required: false, description, schema: schemaOf(schema) });
const header = (name: string, schema: z.ZodType, description: string) => ({ name, in: 'header', required: false, description, schema: schemaOf(schema) });

const FILE_TYPES = ['text/markdown', 'text/plain', 'text/html', 'application/x-subrip', 'text/vtt', 'text/x-opml', 'application/x-freemind', 'text/vnd.mermaid', 'image/svg+xml', 'image/png'];
const TASK = '/api/v1/tasks/{id}';

const tasks: CallDescription[] = [
  {
    path: '/api/v1/tasks', method: 'post', name: 'submitTask', summary: 'Submit an address', access: 'owner',
    parameters: [header('Idempotency-Key', zIdempotencyKey, 'The same key within 24 hours answers with the same task and starts nothing.')],
    body: { required: true, content: jsonOf('Submit') },
    answers: { 201: { ...view('A new task.'), headers: location }, 200: { ...view('The task that this key has made before.'), headers: location } },
    problems: ['bad_message', 'invalid_url', 'unsupported_url', 'forbidden_address', 'conflict', 'too_large', 'forbidden'],
  },
  {
    path: '/api/v1/tasks', method: 'get', name: 'listTasks', summary: 'Your tasks, newest first', access: 'owner',
    parameters: [
      query('q', zListQuery.shape.q, 'Words, each of which stands in the title, author, address, transcript or summary.'),
      query('status', zListQuery.shape.status, 'Only tasks in this state.'),
      query('cursor', zListQuery.shape.cursor, '`next_cursor` of the page before.'),
      query('limit', zListQuery.shape.limit, 'How many at most.'),
    ],
    answers: { 200: answer('A page of tasks; of `result` only the summary travels.', jsonOf('TaskList')) },
    problems: ['bad_message', 'forbidden'],
  },
  { path: TASK, method: 'get', name: 'readTask', summary: 'A task with its whole result', access: 'reader', parameters: [id], answers: { 200: view('The task.') }, problems: ['task_not_found'] },
  { path: TASK, method: 'delete', name: 'deleteTask', summary: 'Delete a task and all that belongs to it', access: 'owner', parameters: [id], answers: { 204: answer('It is gone.') }, problems: ['task_not_found', 'forbidden'] },
  {
    path: `${TASK}/events`, method: 'get', name: 'readEvents', summary: 'The task’s log, or its live stream', access: 'reader',
    parameters: [id, query('after', zSeq, 'Only milestones with a higher `seq`.'), header('Last-Event-ID', zSeq, 'Where a stream goes on, as `after`.')],
    answers: { 200: answer('With `Accept: text/event-stream` milestones and ticks as they come, `id` being `seq`; otherwise the milestones so far.', { ...jsonOf('EventsPage'), 'text/event-stream': { schema: { type: 'string' } } }) },
    problems: ['bad_message', 'task_not_found'],
  },
  { path: `${TASK}/cancel`, method: 'post', name: 'cancelTask', summary: 'Stop a task', access: 'owner', parameters: [id], answers: { 202: view('It ends.') }, problems: ['task_not_found', 'conflict', 'forbidden'] },
  { path: `${TASK}/retry`, method: 'post', name: 'retryTask', summary: 'Run a failed or cancelled task again, from its last finished stage', access: 'owner', parameters: [id], answers: { 202: view('It is queued.') }, problems: ['task_not_found', 'conflict', 'forbidden'] },
  {
    path: `${TASK}/transcript`, method: 'post', name: 'uploadTranscript', summary: 'Give a task its transcript', access: 'owner', parameters: [id],
    body: { required: true, description: 'An SRT or WebVTT file, at most 10 MiB.', content: { 'text/vtt': { schema: { type: 'string' } }, 'application/x-subrip': { schema: { type: 'string' } }, 'text/plain': { schema: { type: 'string' } } } },
    answers: { 202: view('The same task goes on with it.') }, problems: ['bad_message', 'task_not_found', 'conflict', 'not_media', 'too_large', 'forbidden'],
  },
  {
    path: `${TASK}/result`, method: 'get', name: 'readResult', summary: 'What is done so far, in one of several formats', access: 'reader',
    parameters: [id, query('format', zResultFormat.default('json'), `One of ${RESULT_FORMATS.join(', ')}.`), query('theme', zResultQuery.shape.theme, 'Colours of `svg` and `png`.')],
    answers: { 200: {
      ...answer('The result.', { ...jsonOf('Result'), ...Object.fromEntries(FILE_TYPES.map((type) => [type, { schema: { type: 'string' } }])) }),
      headers: { 'X-Partial': { description: '`true` while the task is not complete; in JSON it is the field `partial`.', schema: { type: 'string', const: 'true' } } },
    } },
    problems: ['bad_message', 'task_not_found', 'conflict'],
  },
  {
    path: `${TASK}/ask`, method: 'post', name: 'askTask', summary: 'Ask the video: an answer from its transcript, with times', access: 'reader', parameters: [id],
    body: { required: true, content: jsonOf('Ask') },
    answers: { 200: answer('Lines of JSON as they come: the best passages at once, statements as they are proven where a model is configured, `done` or `error` at last. A share link is answered by passages alone.', { 'application/x-ndjson': { schema: ref('AskEvent') } }) },
    problems: ['bad_message', 'task_not_found', 'conflict', 'too_large'],
  },
  {
    path: `${TASK}/share`, method: 'post', name: 'shareTask', summary: 'Make a link that reads this task', access: 'owner', parameters: [id],
    body: { required: false, content: jsonOf('Share') }, answers: { 201: answer('The link. Its token is shown this once.', jsonOf('ShareLink')) }, problems: ['bad_message', 'task_not_found', 'forbidden'],
  },
  { path: `${TASK}/share`, method: 'delete', name: 'unshareTask', summary: 'End every link of this task', access: 'owner', parameters: [id], answers: { 204: answer('No link opens it any more.') }, problems: ['task_not_found', 'forbidden'] },
];

const others: CallDescription[] = [
  {
    path: '/api/v1/accounts', method: 'post', name: 'signUp', summary: 'Make an account', access: 'anyone', body: { required: true, content: jsonOf('NewAccount') },
    answers: { 201: answer('The account; sign in at /sign-in.', jsonOf('Account')) }, problems: ['bad_message', 'conflict', 'not_found', 'rate_limited'],
  },
  { path: '/api/v1/openapi.json', method: 'get', name: 'describeHttp', summary: 'This description', access: 'anyone', answers: { 200: answer('OpenAPI 3.1.', { 'application/json': { schema: { type: 'object' } } }) } },
  { path: '/api/v1/result.schema.json', method: 'get', name: 'describeResult', summary: 'The JSON Schema of a result', access: 'anyone', answers: { 200: answer('JSON Schema 2020-12.', { 'application/json': { schema: { type: 'object' } } }) } },
  { path: '/api/v1/asyncapi.json', method: 'get', name: 'describeSocket', summary: 'The description of the socket', access: 'anyone', answers: { 200: answer('AsyncAPI 3.0.', { 'application/json': { schema: { type: 'object' } } }) } },
  { path: '/healthz', method: 'get', name: 'live', summary: 'Whether the process lives', access: 'anyone', answers: text('It does.') },
  { path: '/readyz', method: 'get', name: 'ready', summary: 'Whether new work is welcome', access: 'anyone', answers: { ...text('It is.'), 503: answer('Starting, leaving, or without its database.') } },
  { path: '/metrics', method: 'get', name: 'metrics', summary: 'Figures for Prometheus; in accounts mode for administrators', access: 'owner', answers: text('Text exposition format.'), problems: ['forbidden'] },
];

/** Every call. */
export const CALLS: readonly CallDescription[] = [...tasks, ...others];
