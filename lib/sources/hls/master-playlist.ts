import { addressIn } from '../address.ts';
import { attributesOf, type PlaylistLine } from './playlist-lines.ts';

export type Rendition = {
  group: string;
  name: string;
  /** As the playlist writes it. */
  language: string | null;
  url: string;
  is_default: boolean;
  forced: boolean;
  /** Made by a machine (`public.machine-generated`). */
  automatic: boolean;
};

export type Variant = { url: string; bandwidth: number; codecs: string; audio_group: string | null; has_picture: boolean };

/** A playlist of playlists (RFC 8216, 4.3.4). */
export type MasterPlaylist = { variants: Variant[]; audio: Rendition[]; subtitles: Rendition[]; title: string | null };

/** @returns null where the lines name no variant */
export function readMaster(lines: readonly PlaylistLine[], base: URL): MasterPlaylist | null {
  const master: MasterPlaylist = { variants: [], audio: [], subtitles: [], title: null };
  let stream: ReadonlyMap<string, string> | null = null;
  for (const line of lines) {
    if ('address' in line) {
      const variant = stream && variantOf(stream, addressIn(line.address, base));
      if (variant) master.variants.push(variant);
      stream = null;
    } else if (line.tag === 'EXT-X-STREAM-INF') stream = attributesOf(line.value);
    else if (line.tag === 'EXT-X-MEDIA') addRendition(master, attributesOf(line.value), base);
    else if (line.tag === 'EXT-X-SESSION-DATA') master.title ??= titleIn(attributesOf(line.value));
  }
  return master.variants.length > 0 || lines.some((line) => 'tag' in line && line.tag === 'EXT-X-STREAM-INF') ? master : null;
}

function variantOf(stream: ReadonlyMap<string, string>, url: string | null): Variant | null {
  if (url === null) return null;
  const codecs = stream.get('CODECS') ?? '';
  const has_picture = stream.has('RESOLUTION') || codecs === '' || /avc|hvc|hev|av01|vp0?[89]|dvh/i.test(codecs);
  return { url, bandwidth: Number(stream.get('BANDWIDTH')) || Infinity, codecs, audio_group: stream.get('AUDIO') ?? null, has_picture };
}

function addRendition(master: MasterPlaylist, attributes: ReadonlyMap<string, string>, base: URL): void {
  const url = addressIn(attributes.get('URI'), base);
  const list = { AUDIO: master.audio, SUBTITLES: master.subtitles }[attributes.get('TYPE') ?? ''];
  if (url === null || list === undefined) return;
  list.push({
    url,
    group: attributes.get('GROUP-ID') ?? '',
    name: attributes.get('NAME') ?? '',
    language: attributes.get('LANGUAGE') ?? null,
    is_default: attributes.get('DEFAULT') === 'YES',
    forced: attributes.get('FORCED') === 'YES',
    automatic: /public\.machine-generated/.test(attributes.get('CHARACTERISTICS') ?? ''),
  });
}

function titleIn(attributes: ReadonlyMap<string, string>): string | null {
  return attributes.get('DATA-ID') === 'com.apple.hls.title' ? (attributes.get('VALUE')?.trim() || null) : null;
}

/**
 * The playlist in which speech is found with the fewest bytes: sound kept apart, in the language that was asked for if
 * there is one; else the variant of sound alone, else the smallest.
 */
export function soundPlaylist({ variants, audio }: MasterPlaylist, language: string | undefined): string | null {
  const smallest = variants.toSorted((a, b) => Number(a.has_picture) - Number(b.has_picture) || a.bandwidth - b.bandwidth)[0];
  const used = new Set(variants.map(({ audio_group }) => audio_group));
  const apart = audio.filter(({ group }) => used.has(group));
  const spoken = language === undefined ? undefined : apart.find((rendition) => rendition.language?.toLowerCase().split('-')[0] === language.toLowerCase().split('-')[0]);
  return (spoken ?? apart.find((rendition) => rendition.is_default) ?? apart[0])?.url ?? smallest?.url ?? null;
}
