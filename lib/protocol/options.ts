import { z } from 'zod';
import { zLanguage } from './scalars.ts';

/**
 * What a person may ask for beside the URL. Unknown keys are kept: they take part in telling
 * one submission from another, and mean nothing else.
 */
export const zTaskOptions = z.looseObject({
  /** A captions file for this video, where the video itself has none: a link, or the address of an uploaded file of the caller's. */
  captions: z.string().max(4096).optional(),
  /** The language of the captions to prefer. */
  language: zLanguage.optional(),
  /** Of captions in that language, those to prefer: written by people, or automatic. */
  captions_kind: z.enum(['manual', 'auto']).optional(),
  /** The language to write the summary in; needs a model. */
  output_language: zLanguage.optional(),
});
export type TaskOptions = z.infer<typeof zTaskOptions>;

/** An address as typed; what is wrong with one is said by `invalid_url`, not by the schema. */
export const zUrlText = z.string().min(1).max(4096);
