import { Failure } from '#lib/protocol/errors.ts';
import { fragmentSeconds, linkSeconds } from '../link-time.ts';

export type YoutubeVideo = {
  id: string;
  /** Seconds at which the link starts the player. */
  start_at: number;
  /** Whether the link names a list as well. */
  in_list: boolean;
};

/** Players of a list and of a channel, of the length of an id. */
const NO_VIDEOS = new Set(['videoseries', 'live_stream']);
const HOSTS = /^((www|m|music)\.)?youtube\.com$|^(www\.)?youtube-nocookie\.com$|^(www\.)?youtu\.be$/;

/** Told by the whole host name: `youtube.com.example.org` is somebody else. */
export function isYoutube(url: URL): boolean {
  return HOSTS.test(url.hostname.replace(/\.$/, ''));
}

/** @throws Failure `unsupported_url` where the link names no video (a channel, a list, a search) */
export function youtubeVideo(url: URL): YoutubeVideo {
  const id = idOf(url);
  if (id === null || !/^[\w-]{11}$/.test(id) || NO_VIDEOS.has(id)) {
    throw new Failure('unsupported_url', { message: 'This YouTube link names no single video.', hint: 'Open the video and paste its own link.' });
  }
  const start = url.searchParams.get('t') ?? url.searchParams.get('start');
  return { id, start_at: start === null ? fragmentSeconds(url) : linkSeconds(start), in_list: url.searchParams.has('list') };
}

function idOf({ hostname, pathname, searchParams }: URL): string | null {
  const [first, second] = pathname.split('/').filter((part) => part !== '');
  if (/youtu\.be\.?$/.test(hostname)) return first ?? null;
  if (first === 'watch') return searchParams.get('v') ?? second ?? null;
  return /^(shorts|live|embed|v|e)$/.test(first ?? '') ? (second ?? null) : null;
}
