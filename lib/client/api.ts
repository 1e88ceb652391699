import { asFailure, Failure } from '#lib/protocol/errors.ts';
import { zProblem, zShareLink, type ShareLink, type SubmitBody } from '#lib/protocol/http.ts';
import { zTaskView, type TaskView } from '#lib/protocol/task-view.ts';
import { zUploadList, zUploadView, type UploadList, type UploadView } from '#lib/protocol/uploads.ts';

/** HTTP API v1 as typed calls. Each throws a `Failure`: the server's own, or `internal` where the server could not be reached. */
export type Api = {
  submit(body: SubmitBody, idempotencyKey: string): Promise<TaskView>;
  task(id: string, signal?: AbortSignal): Promise<TaskView>;
  cancel(id: string): Promise<TaskView>;
  retry(id: string): Promise<TaskView>;
  remove(id: string): Promise<void>;
  /** The visitor's files that are on their way. */
  uploads(signal?: AbortSignal): Promise<UploadList>;
  upload(id: string): Promise<UploadView>;
  discardUpload(id: string): Promise<void>;
  /** A task goes on with a file of the visitor's own. */
  attachUpload(id: string, upload_id: string): Promise<TaskView>;
  /** @param expiresIn seconds; null: until it is revoked */
  share(id: string, expiresIn: number | null): Promise<ShareLink>;
  revokeShares(id: string): Promise<void>;
};

export type ApiPorts = {
  fetch: typeof fetch;
  /** '' in a page. */
  origin: string;
  /** Opens one task for reading. */
  share_token?: string | null;
};

/** Where files are sent, by tus (send-file.ts). */
export const UPLOADS_PATH = '/api/v1/uploads';

type Call = { method?: string; body?: string; type?: string; headers?: Record<string, string>; signal?: AbortSignal };

export function createApi(ports: ApiPorts): Api {
  const at = (id: string, tail = '') => `/api/v1/tasks/${encodeURIComponent(id)}${tail}`;
  const view = async (path: string, call: Call = {}) => zTaskView.parse(await answerOf(ports, path, call));
  return {
    submit: (body, key) => view('/api/v1/tasks', { ...json(body), headers: { 'idempotency-key': key } }),
    task: (id, signal) => view(at(id), { ...(signal && { signal }) }),
    cancel: (id) => view(at(id, '/cancel'), { method: 'POST' }),
    retry: (id) => view(at(id, '/retry'), { method: 'POST' }),
    remove: async (id) => void (await answerOf(ports, at(id), { method: 'DELETE' })),
    uploads: async (signal) => zUploadList.parse(await answerOf(ports, UPLOADS_PATH, { ...(signal && { signal }) })),
    upload: async (id) => zUploadView.parse(await answerOf(ports, `${UPLOADS_PATH}/${encodeURIComponent(id)}`, {})),
    discardUpload: async (id) => void (await answerOf(ports, `${UPLOADS_PATH}/${encodeURIComponent(id)}`, { method: 'DELETE' })),
    attachUpload: (id, upload_id) => view(at(id, '/upload'), json({ upload_id })),
    share: async (id, expiresIn) => zShareLink.parse(await answerOf(ports, at(id, '/share'), json(expiresIn === null ? {} : { expires_in: expiresIn }))),
    revokeShares: async (id) => void (await answerOf(ports, at(id, '/share'), { method: 'DELETE' })),
  };
}

function json(body: unknown): Call {
  return { method: 'POST', body: JSON.stringify(body), type: 'application/json' };
}

/** Where a path of the API is, by the right that these ports have. */
export function addressOf({ origin, share_token }: ApiPorts, path: string, query: Record<string, string> = {}): string {
  const all = new URLSearchParams({ ...query, ...(share_token && { token: share_token }) }).toString();
  return `${origin}${path}${all && `?${all}`}`;
}

async function answerOf(ports: ApiPorts, path: string, call: Call): Promise<unknown> {
  const response = await reach(ports, addressOf(ports, path), call);
  if (response.ok) return response.status === 204 ? null : response.json();
  throw await failureOf(response);
}

async function reach(ports: ApiPorts, url: string, call: Call): Promise<Response> {
  const { type, headers, ...init } = call;
  try {
    return await ports.fetch(url, { ...init, cache: 'no-store', headers: { accept: 'application/json', ...(type && { 'content-type': type }), ...headers } });
  } catch (error) {
    if (call.signal?.aborted) throw error;
    throw new Failure('internal', { message: 'MindTube could not be reached.', hint: 'Check the connection, then try again.', cause: error });
  }
}

/** A problem document as the failure that it tells of. */
export async function failureOf(response: Response): Promise<Failure> {
  return problemFailure(await response.json().catch(() => null));
}

export function problemFailure(body: unknown): Failure {
  const problem = zProblem.safeParse(body);
  if (!problem.success) return asFailure(null);
  const { code, detail, hint, retry_after } = problem.data;
  return new Failure(code, { message: detail, hint, retry_after });
}
