import { FlacOutputFormat, MkvOutputFormat, Mp3OutputFormat, Mp4OutputFormat, OggOutputFormat, WavOutputFormat, type OutputFormat } from 'mediabunny';

type Container = {
  format: OutputFormat;
  extension: string;
  content_type: string;
  /** Whether its index is written behind the media; services need it before. */
  index_last: boolean;
};

/** What services take for a codec; Matroska for the rest, which those built on FFmpeg read. */
export function containerOf(codec: string): Container {
  if (codec === 'aac') return { format: new Mp4OutputFormat({ fastStart: false }), extension: 'm4a', content_type: 'audio/mp4', index_last: true };
  if (codec === 'mp3') return { format: new Mp3OutputFormat(), extension: 'mp3', content_type: 'audio/mpeg', index_last: false };
  if (codec === 'opus' || codec === 'vorbis') return { format: new OggOutputFormat(), extension: 'ogg', content_type: 'audio/ogg', index_last: false };
  if (codec === 'flac') return { format: new FlacOutputFormat(), extension: 'flac', content_type: 'audio/flac', index_last: false };
  const wav = new WavOutputFormat();
  if (wav.getSupportedAudioCodecs().some((known) => known === codec)) return { format: wav, extension: 'wav', content_type: 'audio/wav', index_last: false };
  return { format: new MkvOutputFormat(), extension: 'mka', content_type: 'audio/x-matroska', index_last: false };
}
