import type { Cue } from '#lib/protocol/result.ts';

export type SpeechContext = {
  signal: AbortSignal;
  progress(done: number, total: number, message: string): void;
};

/** Sound in, timed words out. */
export interface Transcriber {
  /** @throws Failure `speech_failed`. */
  transcribe(audio_url: string, language: string | null, context: SpeechContext): Promise<{ language: string; cues: Cue[] }>;
}
