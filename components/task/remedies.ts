import type { ErrorCode } from '#lib/protocol/errors.ts';

/** What a person can do about a failure, each with a control of its own. */
const REMEDIES = ['retry', 'upload', 'language', 'configure', 'open', 'edit', 'sign_in', 'reload', 'library'] as const;
export type Remedy = (typeof REMEDIES)[number];

/** For each code of the catalogue what helps, the likeliest first. */
export const REMEDIES_FOR: Readonly<Record<ErrorCode, readonly [Remedy, ...Remedy[]]>> = {
  bad_message: ['reload'],
  invalid_url: ['edit'],
  unsupported_url: ['edit', 'open', 'upload', 'configure'],
  forbidden_address: ['edit', 'configure', 'upload'],
  not_found: ['library', 'edit'],
  task_not_found: ['library'],
  unauthorized: ['sign_in'],
  forbidden: ['sign_in', 'library'],
  rate_limited: ['retry'],
  too_many_subscriptions: ['reload'],
  conflict: ['reload'],
  video_unavailable: ['open', 'edit', 'upload'],
  video_private: ['upload', 'open'],
  age_restricted: ['upload', 'open'],
  live_not_ended: ['retry', 'open'],
  captions_missing: ['upload', 'language', 'configure', 'open'],
  captions_gated: ['upload', 'retry', 'language', 'configure', 'open'],
  source_blocked: ['open', 'upload', 'retry'],
  source_rate_limited: ['retry', 'upload', 'open'],
  source_unreachable: ['retry', 'open', 'upload'],
  not_media: ['edit', 'open', 'upload'],
  too_large: ['upload', 'edit'],
  too_long: ['upload', 'configure', 'edit'],
  speech_unconfigured: ['configure', 'upload', 'retry'],
  speech_failed: ['retry', 'configure', 'upload'],
  model_failed: ['retry', 'configure'],
  cancelled: ['retry'],
  worker_lost: ['retry'],
  internal: ['retry'],
};

type Setting = { name: string; example: string };

const SPEECH: Setting[] = [
  { name: 'STT_BASE_URL', example: 'https://api.openai.com/v1' }, { name: 'STT_MODEL', example: 'whisper-1' }, { name: 'STT_API_KEY', example: '…' },
];
const MODEL: Setting[] = [
  { name: 'LLM_BASE_URL', example: 'http://127.0.0.1:11434/v1' }, { name: 'LLM_MODEL', example: 'qwen3' }, { name: 'LLM_API_KEY', example: '…' },
];

/** What to set in the environment against a failure. @param url the task's address */
export function settingsFor(code: ErrorCode, url: string): Setting[] {
  switch (code) {
    case 'captions_missing': case 'captions_gated': case 'speech_unconfigured': case 'speech_failed': return SPEECH;
    case 'too_long': return [{ name: 'STT_MAX_SECONDS', example: '43200' }];
    case 'model_failed': return MODEL;
    case 'forbidden_address': return [{ name: 'FETCH_ALLOW', example: hostAndPort(url) }];
    case 'unsupported_url': return [{ name: 'YOUTUBE', example: 'on' }];
    default: return [];
  }
}

function hostAndPort(url: string): string {
  if (!URL.canParse(url)) return 'host:port';
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
