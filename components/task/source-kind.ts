import { Captions, Clapperboard, FileVideo, Globe, GraduationCap, Landmark, Podcast, Radio, SquarePlay, Upload, Waypoints, type LucideIcon } from 'lucide-react';
import type { Video } from '#lib/protocol/result.ts';

/** What a source is called and looks like wherever a video is named. */
export const SOURCE_KINDS: Record<Video['kind'], { word: string; icon: LucideIcon }> = {
  sample: { word: 'Sample', icon: GraduationCap },
  media: { word: 'File', icon: FileVideo },
  captions: { word: 'Captions', icon: Captions },
  page: { word: 'Page', icon: Globe },
  youtube: { word: 'YouTube', icon: SquarePlay },
  peertube: { word: 'PeerTube', icon: Waypoints },
  hls: { word: 'Stream', icon: Radio },
  podcast: { word: 'Podcast', icon: Podcast },
  vimeo: { word: 'Vimeo', icon: Clapperboard },
  archive: { word: 'Internet Archive', icon: Landmark },
  upload: { word: 'Upload', icon: Upload },
};
