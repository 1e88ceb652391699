import { exportResult } from '#lib/exports/export-result.ts';
import { endpoint, forReaders } from '#lib/http/endpoint.ts';
import { fileResponse } from '#lib/http/file-response.ts';
import { readQuery } from '#lib/http/read-body.ts';
import { zResultQuery, type ResultFormat } from '#lib/protocol/http.ts';

/** These a browser shows itself; the others are kept. */
const SHOWN = new Set<ResultFormat>(['json', 'html']);

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  GET: forReaders(async ({ actor, services, id, url }) => {
    const query = readQuery(url, zResultQuery);
    const view = await services.tasks.view(actor, id);
    return fileResponse(await exportResult(query, view), { download: !SHOWN.has(query.format), partial: view.status !== 'completed' });
  }),
});
