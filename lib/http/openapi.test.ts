import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COMMAND_TYPES } from '#lib/protocol/commands.ts';
import { MILESTONE_TYPES } from '#lib/protocol/events.ts';
import { asyncApi } from './asyncapi.ts';
import { EXAMPLES } from './examples.ts';
import { openApi } from './openapi.ts';
import { zAccount, zNewAccount } from '#lib/auth/accounts.ts';
import { zEventsPage, zProblem, zShareBody, zShareLink, zSubmitBody, zTaskList } from '#lib/protocol/http.ts';
import { zMindMap, zPartialResult, zTranscript, zVideo } from '#lib/protocol/result.ts';
import { zAttachBody, zUploadList, zUploadView } from '#lib/protocol/uploads.ts';
import { zTaskView } from '#lib/protocol/task-view.ts';

const description = openApi() as { openapi: string; paths: Record<string, Record<string, { responses: Record<string, { content?: object }>; operationId: string }>>; components: { schemas: object; securitySchemes: object } };

/** Every `$ref` of a document. */
function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner)));
}

function resolve(document: object, ref: string): unknown {
  return ref.slice(2).split('/').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}

/** Paths of the route files under /api/v1, as the description writes them. */
function routePaths(): string[] {
  return readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('route.ts'))
    .map((file) => `/api/v1/${file.replace(/\/route\.ts$/, '').replaceAll('[', '{').replaceAll(']', '}')}`);
}

describe('the description of the HTTP interface', () => {
  it('tells of every route file', () => {
    expect(routePaths().length).toBeGreaterThan(8);
    expect(Object.keys(description.paths)).toEqual(expect.arrayContaining(routePaths()));
  });

  it('tells of every call in the contract', () => {
    const calls = Object.entries(description.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path.replace('/api/v1', '')}`));
    expect(calls.toSorted()).toEqual([
      'delete /tasks/{id}', 'delete /tasks/{id}/share', 'delete /uploads/{id}', 'get /asyncapi.json', 'get /healthz', 'get /metrics', 'get /openapi.json', 'get /readyz', 'get /result.schema.json',
      'get /tasks', 'get /tasks/{id}', 'get /tasks/{id}/events', 'get /tasks/{id}/result', 'get /uploads', 'get /uploads/{id}', 'get /uploads/{id}/media', 'patch /uploads/{id}', 'post /accounts', 'post /tasks', 'post /tasks/{id}/ask', 'post /tasks/{id}/cancel',
      'post /tasks/{id}/retry', 'post /tasks/{id}/share', 'post /tasks/{id}/transcript', 'post /tasks/{id}/upload', 'post /uploads',
    ]);
  });

  it('has no reference that leads nowhere, and no operation twice', () => {
    const refs = refsIn(description);
    expect(refs.length).toBeGreaterThan(30);
    for (const ref of refs) expect(resolve(description, ref), ref).toBeTypeOf('object');
    const names = Object.values(description.paths).flatMap((methods) => Object.values(methods).map((operation) => operation.operationId));
    expect(new Set(names).size).toBe(names.length);
  });

  it('tells what every call answers when it fails, as a problem', () => {
    for (const methods of Object.values(description.paths)) {
      for (const operation of Object.values(methods)) expect(operation.responses['500']?.content).toHaveProperty('application/problem+json');
    }
    expect(Object.keys(description.paths['/api/v1/tasks']?.['post']?.responses ?? {})).toEqual(expect.arrayContaining(['200', '201', '400', '401', '403', '409', '413', '422', '429', '500']));
  });

  it('can be read back as JSON, with 3.1 and its parts at their places', () => {
    const read = z.object({ openapi: z.literal('3.1.0'), info: z.object({ title: z.string(), version: z.string() }), paths: z.record(z.string().startsWith('/'), z.object()) });
    expect(read.safeParse(JSON.parse(JSON.stringify(description))).success).toBe(true);
    expect(Object.keys(description.components.securitySchemes)).toEqual(['session', 'bearer', 'share']);
  });
});

describe('examples', () => {
  const schemas: Record<string, z.ZodType> = {
    TaskView: zTaskView, TaskList: zTaskList, EventsPage: zEventsPage, Video: zVideo, Transcript: zTranscript, MindMap: zMindMap, Result: zPartialResult,
    Upload: zUploadView, UploadList: zUploadList, Attach: zAttachBody,
    ShareLink: zShareLink, Problem: zProblem, Submit: zSubmitBody, Share: zShareBody, NewAccount: zNewAccount, Account: zAccount,
  };

  it.each(Object.keys(EXAMPLES))('%s fits its schema', (name) => {
    expect(schemas[name]?.safeParse(EXAMPLES[name]).error).toBeUndefined();
  });

  it('are given for every named part', () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(Object.keys(description.components.schemas).toSorted());
  });
});

describe('the description of the socket', () => {
  const socket = asyncApi() as { asyncapi: string; components: { messages: Record<string, { payload: object }> } };

  it('tells of every command and every milestone', () => {
    const keys = Object.keys(socket.components.messages);
    expect(keys).toEqual(expect.arrayContaining(COMMAND_TYPES.map((type) => `client.${type}`)));
    expect(keys).toEqual(expect.arrayContaining(MILESTONE_TYPES.map((type) => `server.${type}`)));
  });

  it('has no reference that leads nowhere', () => {
    for (const ref of refsIn(socket).filter((each) => each.startsWith('#/c') || each.startsWith('#/o'))) expect(resolve(socket, ref), ref).toBeTypeOf('object');
  });
});
