import type { Check } from './check.ts';
import { must, same } from './expect.ts';

/** What a task that is not there, a share link and a credential that ends leave open. */
export const accessChecks: Check[] = [
  {
    rule: 'A4', title: 'a task that is not there is task_not_found, everywhere alike',
    async run(target) {
      const client = await target.connect();
      for (const type of ['subscribe_task', 'cancel_task', 'retry_task']) {
        client.send({ type, task_id: 'no-such-task', request_id: type });
        const error = await client.next('error');
        same([error.code, error.request_id, error.task_id], ['task_not_found', type, 'no-such-task'], type);
      }
      same((await target.call('/api/v1/tasks/no-such-task')).status, 404, 'HTTP');
      client.close();
    },
  },
  {
    rule: 'A5', title: 'a revoked share link closes its viewers 4403 within 5 s',
    async run(target) {
      const task = await target.finished();
      const viewer = await target.connectAs(await target.share(task.id));
      viewer.send({ type: 'subscribe_task', task_id: task.id });
      await viewer.next('task_snapshot');
      viewer.send({ type: 'cancel_task', task_id: task.id });
      must(['forbidden', 'task_not_found'].includes((await viewer.next('error')).code), 'a viewer could cancel');
      same((await target.call(`/api/v1/tasks/${task.id}/share`, { method: 'DELETE' })).status, 204, 'DELETE share');
      const started = Date.now();
      same((await viewer.closed).code, 4403, 'close code');
      must(Date.now() - started < 5500, 'it took longer than 5 s');
    },
  },
  {
    rule: 'A3', title: 'an expiring credential is announced, then the connection is closed 4401',
    async run(target) {
      const task = await target.finished();
      const viewer = await target.connectAs(await target.share(task.id, { expires_in: 2 }));
      await viewer.next('token_expiring');
      same((await viewer.closed).code, 4401, 'close code');
    },
  },
  {
    rule: 'T1', title: 'a share token opens the view, the events and the result of its task, and nothing else',
    async run(target) {
      const [task, other] = [await target.finished(), await target.finished()];
      const token = await target.share(task.id);
      const asViewer = (path: string, method = 'GET') => fetch(new URL(`${path}?token=${token}`, target.base), { method });
      for (const part of ['', '/events', '/result']) same((await asViewer(`/api/v1/tasks/${task.id}${part}`)).status, 200, part || 'view');
      same((await asViewer(`/api/v1/tasks/${other.id}`)).status, 404, 'another task');
      same((await asViewer(`/api/v1/tasks/${task.id}`, 'DELETE')).status, 403, 'DELETE');
    },
  },
];
