import { uploadUrl } from '#lib/protocol/uploads.ts';
import { blankView, type TaskView } from '#lib/protocol/task-view.ts';

const ID = '01933b5e-7d1c-7cc3-8f5e-1c2d3e4f5a6b';
const QUEUED = '2026-11-23T09:00:00.000Z';

const video = {
  kind: 'media', title: 'How bridges stand', author: 'A. Lecturer', duration: 94, thumbnail_url: null,
  page_url: 'https://media.example.org/bridges.mp4', media_url: 'https://media.example.org/bridges.mp4', start_at: 0,
} as const;

const transcript = { language: 'en', origin: 'captions', cues: [{ start: 0, end: 3.2, text: 'A bridge carries its own weight first.' }] };
const mindMap = { title: 'How bridges stand', start: 0, children: [{ title: 'Weight', start: 0, children: [] }] };
const taskView: TaskView = { ...blankView(ID, QUEUED), url: video.page_url, seq: 1, position: 1 };

const upload = {
  id: ID, url: uploadUrl(ID, 'bridges.mp4'), filename: 'bridges.mp4', size: 104_857_600, offset: 8_388_608, modified_at: QUEUED, kind: null, created_at: QUEUED, expires_at: '2026-11-24T09:00:00.000Z',
};

/** One true instance of each named part, by its name in the description. */
export const EXAMPLES: Readonly<Record<string, unknown>> = {
  TaskView: taskView,
  TaskList: { items: [taskView], next_cursor: null },
  EventsPage: { events: [{ type: 'task_queued', task_id: ID, seq: 1, attempt: 1, timestamp: QUEUED, url: video.page_url, position: 1 }], seq: 1 },
  Video: video,
  Transcript: transcript,
  MindMap: mindMap,
  Result: { partial: true, video, transcript },
  Ask: { question: 'What does a bridge carry first?' },
  AskEvent: { type: 'passages', passages: [{ text: 'A bridge carries its own weight first.', start: 0, end: 3.2, marks: [[2, 8], [9, 16]] }] },
  ShareLink: { url: 'https://mindtube.example.org/s/3q2-7wEr', token: '3q2-7wEr', expires_at: '2026-11-24T09:00:00.000Z' },
  Problem: {
    type: 'about:blank', title: 'There is no such task, or it is not yours to see.', status: 404, detail: 'There is no such task, or it is not yours to see.',
    code: 'task_not_found', hint: 'Check the link, or ask its owner to share it again.',
  },
  Upload: upload,
  UploadList: { items: [upload], max_bytes: 4_294_967_296 },
  Attach: { upload_id: ID },
  Submit: { url: video.page_url, options: { language: 'en' } },
  Share: { expires_in: 86_400 },
  NewAccount: { email: 'ada@example.org', password: 'a long pass phrase' },
  Account: { id: ID, email: 'ada@example.org', role: 'member' },
};
