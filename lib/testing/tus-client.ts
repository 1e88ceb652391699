import { Upload, type UploadOptions } from 'tus-js-client';
import type { RouteServer } from './route-server.ts';

/** What tus-js-client, which knows nothing of us, makes of a file. */
export function byTus(server: RouteServer, bytes: Buffer, options: UploadOptions = {}): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const client = new Upload(bytes, {
      endpoint: `${server.url}/api/v1/uploads`, chunkSize: 4096, retryDelays: [0, 0, 0], metadata: { filename: 'talk.mp4' },
      onError: reject, onSuccess: () => resolve(client), ...options,
    });
    client.start();
  });
}
