import type { PartStore } from '#lib/platform/part-store.ts';
import type { Cue } from '#lib/protocol/result.ts';

export type SpeechContext = {
  signal: AbortSignal;
  progress(done: number, total: number, message: string): void;
  /** What was heard is kept, so that a retry asks for what is missing alone. */
  parts: PartStore;
};

/** Sound in, timed words out. */
export interface Transcriber {
  /** @throws Failure `speech_failed`. */
  transcribe(audio_url: string, language: string | null, context: SpeechContext): Promise<{ language: string; cues: Cue[] }>;
}
