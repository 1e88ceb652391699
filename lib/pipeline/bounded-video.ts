import type { Video } from '#lib/protocol/result.ts';
import { atMostBytes } from './partial-text.ts';

/** Bytes of what strangers write of a video: it travels with every snapshot, of which nothing else may be lost for it. */
const LONGEST = { title: 1000, author: 300, notice: 1000, address: 8000 };
const MOST_NOTICES = 10;

/** The facts of a video short enough to travel; an address that is no address of this world is left out. */
export function boundedVideo(video: Video): Video {
  const { title, author, thumbnail_url, media_url, notices } = video;
  return {
    ...video,
    title: atMostBytes(title, LONGEST.title),
    author: author === null ? null : atMostBytes(author, LONGEST.author),
    thumbnail_url: shortAddress(thumbnail_url),
    media_url: shortAddress(media_url),
    ...(notices && { notices: notices.slice(0, MOST_NOTICES).map((notice) => atMostBytes(notice, LONGEST.notice)) }),
  };
}

function shortAddress(address: string | null): string | null {
  return address !== null && address.length > LONGEST.address ? null : address;
}
