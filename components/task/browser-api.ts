import { createApi } from '#lib/client/api.ts';

/** HTTP API v1 by the visitor's own right. */
export const browserApi = createApi({ fetch: (...call) => fetch(...call), origin: '' });
