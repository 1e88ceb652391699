import { FlacOutputFormat, MkvOutputFormat, Mp3OutputFormat, Mp4OutputFormat, OggOutputFormat, WavOutputFormat, type AudioCodec, type OutputFormat } from 'mediabunny';
import { indexFirst } from './index-first.ts';

type Container = {
  format: OutputFormat;
  extension: string;
  content_type: string;
  /** The file as it is sent, where that is not as it is written. */
  sent?(file: Blob): Promise<Blob>;
};

/** What services take for a codec; Matroska for the rest, which those built on FFmpeg read. */
export function containerOf(codec: AudioCodec): Container {
  if (codec === 'aac') return { format: new Mp4OutputFormat({ fastStart: false }), extension: 'm4a', content_type: 'audio/mp4', sent: indexFirst };
  if (codec === 'mp3') return { format: new Mp3OutputFormat(), extension: 'mp3', content_type: 'audio/mpeg' };
  if (codec === 'opus' || codec === 'vorbis') return { format: new OggOutputFormat(), extension: 'ogg', content_type: 'audio/ogg' };
  if (codec === 'flac') return { format: new FlacOutputFormat(), extension: 'flac', content_type: 'audio/flac' };
  const wav = new WavOutputFormat();
  if (wav.getSupportedAudioCodecs().includes(codec)) return { format: wav, extension: 'wav', content_type: 'audio/wav' };
  return { format: new MkvOutputFormat(), extension: 'mka', content_type: 'audio/x-matroska' };
}
