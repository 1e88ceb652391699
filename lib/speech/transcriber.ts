import type { WorkContext } from '#lib/platform/work-context.ts';
import type { Cue } from '#lib/protocol/result.ts';

/** What was heard is kept slice by slice, so that a retry asks for what is missing alone. */
export type SpeechContext = Omit<WorkContext, 'partial'>;

/** Sound in, timed words out. */
export interface Transcriber {
  /** @throws Failure `speech_failed`. */
  transcribe(audio_url: string, language: string | null, context: SpeechContext): Promise<{ language: string; cues: Cue[] }>;
}
