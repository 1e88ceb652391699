import { exportResult } from '#lib/exports/export-result.ts';
import { endpoint, forReaders } from '#lib/http/endpoint.ts';
import { fileResponse } from '#lib/http/file-response.ts';
import { readQuery } from '#lib/http/read-body.ts';
import { zResultQuery } from '#lib/protocol/http.ts';

export const { GET, POST, PUT, PATCH, DELETE } = endpoint({
  GET: forReaders(async ({ actor, services, id, url }) => {
    const { format } = readQuery(url, zResultQuery);
    const view = await services.tasks.view(actor, id);
    return fileResponse(exportResult(format, view), { download: format !== 'json', partial: view.status !== 'completed' });
  }),
});
