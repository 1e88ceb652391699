import type { CallDescription } from './calls.ts';
import { zId } from '#lib/protocol/scalars.ts';
import { schemaOf } from './schemas.ts';

const UPLOAD = '/api/v1/uploads/{id}';
const jsonOf = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
const id = { name: 'id', in: 'path', required: true, schema: schemaOf(zId) };
const header = (name: string, required: boolean, description: string) => ({ name, in: 'header', required, description, schema: { type: 'string' } });
const told = (description: string) => ({ description, schema: { type: 'string' } });
const place = { 'Upload-Offset': told('How many bytes have arrived.'), 'Upload-Length': told('How many there are in all.'), 'Tus-Resumable': told('1.0.0') };

/** A person’s own files, sent by tus 1.0.0, so that any client of that protocol can resume them. */
export const UPLOAD_CALLS: readonly CallDescription[] = [
  {
    path: '/api/v1/uploads', method: 'post', name: 'createUpload', summary: 'Announce a file', access: 'owner',
    parameters: [
      header('Upload-Length', true, 'Bytes of the whole file.'),
      header('Upload-Metadata', false, '`filename` and `modified` (milliseconds since 1970), each followed by a space and its value in base64, joined by commas.'),
    ],
    answers: { 201: { description: 'Its bytes are awaited.', headers: { Location: told('Where they go.'), ...place }, content: jsonOf('Upload') } }, problems: ['bad_message', 'too_large', 'forbidden'],
  },
  { path: '/api/v1/uploads', method: 'get', name: 'listUploads', summary: 'Your files that are on their way', access: 'owner', answers: { 200: { description: 'Newest first.', content: jsonOf('UploadList') } }, problems: ['forbidden'] },
  {
    path: UPLOAD, method: 'get', name: 'readUpload', summary: 'How far a file has come (HEAD: in headers alone)', access: 'owner', parameters: [id],
    answers: { 200: { description: 'The file. Whole, its `url` can be submitted as a task.', headers: place, content: jsonOf('Upload') } }, problems: ['not_found', 'forbidden'],
  },
  {
    path: UPLOAD, method: 'patch', name: 'sendUpload', summary: 'Send the next bytes of a file', access: 'owner', parameters: [id, header('Upload-Offset', true, 'Where they go on.')],
    body: { required: true, content: { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } } },
    answers: { 204: { description: 'They are kept; with the last one the file has been looked at.', headers: place } }, problems: ['bad_message', 'not_found', 'conflict', 'too_large', 'not_media', 'forbidden'],
  },
  { path: UPLOAD, method: 'delete', name: 'discardUpload', summary: 'Discard a file', access: 'owner', parameters: [id], answers: { 204: { description: 'It is gone.' } }, problems: ['not_found', 'conflict', 'forbidden'] },
  {
    path: `${UPLOAD}/media`, method: 'get', name: 'playUpload', summary: 'The file itself, in ranges', access: 'reader', parameters: [id, header('Range', false, 'One range of bytes.')],
    answers: { 200: { description: 'All of it.' }, 206: { description: 'The range.' }, 416: { description: 'The range begins behind its end.' } }, problems: ['not_found', 'conflict'],
  },
  {
    path: '/api/v1/tasks/{id}/upload', method: 'post', name: 'attachUpload', summary: 'Give a task a file of your own: its recording, captions or plain text', access: 'owner', parameters: [id],
    body: { required: true, content: jsonOf('Attach') }, answers: { 202: { description: 'The same task goes on with it.', content: jsonOf('TaskView') } },
    problems: ['bad_message', 'task_not_found', 'not_found', 'conflict', 'not_media', 'forbidden'],
  },
];
