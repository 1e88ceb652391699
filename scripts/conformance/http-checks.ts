import { randomUUID } from 'node:crypto';
import { zProblem, zTaskList, zShareLink } from '#lib/protocol/http.ts';
import type { ErrorCode } from '#lib/protocol/errors.ts';
import { SAMPLE_URL } from '#lib/protocol/sample.ts';
import { isFinished, type TaskView } from '#lib/protocol/task-view.ts';
import type { Check } from './check.ts';
import { must, same } from './expect.ts';
import type { Target } from './target.ts';

/** Addresses that must never be fetched, in the notations people try. */
const FORBIDDEN = [
  'http://127.0.0.1/', 'http://localhost/', 'http://[::1]/', 'http://[::ffff:7f00:1]/', 'http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/',
  'http://127.1/', 'http://0.0.0.0/', 'http://[::]/', 'http://169.254.169.254/latest/meta-data/', 'http://10.0.0.1/', 'http://192.168.1.1/', 'http://100.64.0.1/',
  'http://[64:ff9b::7f00:1]/', 'http://[::7f00:1]/', 'http://[fe80::1]/', 'http://localhost./',
];
const INVALID = ['file:///etc/passwd', 'javascript:alert(1)', 'http://user:secret@example.org/', 'nonsense', 'http://', 'data:text/html,x'];

async function problem(response: Response, status: number, code: ErrorCode): Promise<void> {
  same(response.status, status, 'status');
  must(response.headers.get('content-type')?.startsWith('application/problem+json'), 'the content type is not application/problem+json');
  same(zProblem.parse(await response.json()).code, code, 'code');
}

/** The code with which an address is refused, at submit or by the failed task. */
async function codeOf(target: Target, url: string): Promise<string | null> {
  const response = await target.post('/api/v1/tasks', { url });
  const body = (await response.json()) as { id?: string; code?: string };
  if (response.status !== 201 || !body.id) return body.code ?? null;
  for (let tries = 0; tries < 650; tries++) {
    const view = await target.view(body.id);
    if (isFinished(view.status)) return view.error?.code ?? null;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return null;
}

export const httpChecks: Check[] = [
  {
    rule: 'HTTP', title: 'private addresses are forbidden_address, however written',
    async run(target) {
      for (const url of FORBIDDEN) same(await codeOf(target, url), 'forbidden_address', url);
    },
  },
  {
    rule: 'HTTP', title: 'what is no http(s) address is invalid_url',
    async run(target) {
      for (const url of INVALID) await problem(await target.post('/api/v1/tasks', { url }), 422, 'invalid_url');
    },
  },
  {
    rule: 'HTTP', title: 'a body that is not JSON is 400, an unknown path a problem',
    async run(target) {
      await problem(await target.call('/api/v1/tasks', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }), 400, 'bad_message');
      await problem(await target.call('/api/v1/nothing'), 404, 'not_found');
    },
  },
  {
    rule: 'HTTP', title: 'a task is made, listed, found, exported, shared and deleted',
    async run(target) {
      const task = await target.finished();
      same(task.status, 'completed', 'status of the sample');
      const list = zTaskList.parse(await (await target.call('/api/v1/tasks?limit=100&status=completed')).json());
      must(list.items.some((item) => item.id === task.id), 'it is not in the list');
      for (const format of ['json', 'md', 'txt', 'srt', 'vtt', 'opml', 'mm', 'svg', 'png']) {
        const response = await target.call(`/api/v1/tasks/${task.id}/result?format=${format}`);
        same(response.status, 200, format);
        must((await response.arrayBuffer()).byteLength > 50, `${format} is empty`);
      }
      const share = await target.post(`/api/v1/tasks/${task.id}/share`, { expires_in: 60 });
      same(share.status, 201, 'share');
      const { token, url } = zShareLink.parse(await share.json());
      must(new URL(url).pathname === `/s/${token}`, 'the link is not /s/{token}');
      const page = await fetch(new URL(`/s/${token}`, target.base));
      same(page.status, 200, 'the shared page');
      same((await target.call(`/api/v1/tasks/${task.id}`, { method: 'DELETE' })).status, 204, 'DELETE');
      await problem(await target.call(`/api/v1/tasks/${task.id}`), 404, 'task_not_found');
      same((await fetch(new URL(`/s/${token}`, target.base))).status, 404, 'the shared page after the deletion');
    },
  },
  {
    rule: 'X4', title: 'an idempotency key starts once; with another URL it conflicts',
    async run(target) {
      const key = randomUUID();
      const body = { url: SAMPLE_URL };
      const first = await target.post('/api/v1/tasks', body, { 'idempotency-key': key });
      const again = await target.post('/api/v1/tasks', body, { 'idempotency-key': key });
      same([first.status, again.status], [201, 200], 'statuses');
      const { id } = (await first.json()) as TaskView;
      same(((await again.json()) as TaskView).id, id, 'task');
      same((await target.post('/api/v1/tasks', { ...body, options: { language: 'de' } }, { 'idempotency-key': key })).status, 409, 'other options');
      const client = await target.connect();
      client.send({ type: 'start_analysis', url: SAMPLE_URL, idempotency_key: key });
      same((await client.next('task_started')).task_id, id, 'the same key on the socket');
      client.send({ type: 'start_analysis', url: 'https://example.org/other.mp4', idempotency_key: key });
      same((await client.next('error')).code, 'conflict', 'another URL on the socket');
      client.close();
    },
  },
  {
    rule: 'HTTP', title: 'a finished task can be neither cancelled nor retried',
    async run(target) {
      const task = await target.finished();
      for (const verb of ['cancel', 'retry']) await problem(await target.post(`/api/v1/tasks/${task.id}/${verb}`, {}), 409, 'conflict');
    },
  },
  {
    rule: 'HTTP', title: 'probes and descriptions are served',
    async run(target) {
      for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/openapi.json', '/api/v1/asyncapi.json']) same((await target.call(path)).status, 200, path);
    },
  },
];
