// Run as a process of its own (lib/isolation): reads what strangers sent, so that a file made to hurt hurts nobody else.
import { serveJobs } from '#lib/isolation/serve-jobs.ts';

const MIB = 1024 * 1024;

serveJobs({
  'look-inside': async () => (await import('#lib/sources/look-inside.job.ts')).lookInsideJob,
  'probe-media': async () => (await import('#lib/sources/probe-media.job.ts')).probeMediaJob,
  'read-embedded': async () => (await import('#lib/sources/read-embedded.job.ts')).readEmbeddedJob,
  'read-rendition': async () => (await import('#lib/sources/hls/read-rendition.job.ts')).readRenditionJob,
  'cut-sound': async () => (await import('#lib/speech/cut-sound.job.ts')).cutSoundJob,
  'halve-slice': async () => (await import('#lib/speech/halve-slice.job.ts')).halveSliceJob,
  'media-type': async () => (await import('#lib/uploads/media-type.job.ts')).mediaTypeJob,
}, { cpu_ms: 10_000, rss: 512 * MIB });
