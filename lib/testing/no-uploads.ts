import type { UploadedFiles } from '#lib/sources/upload.ts';

/** Nobody has sent anything. */
export const noUploads: UploadedFiles = {
  find: async () => null,
  text: () => Promise.reject(new Error('there is no upload')),
  fetch: () => () => Promise.reject(new Error('there is no upload')),
};
