import { z } from 'zod';

/** On input an id is any of these; a strange one is simply not found. */
export const zId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1–64 of A–Z a–z 0–9 _ -');

/** ISO 8601, UTC, milliseconds. */
export const zTimestamp = z.iso.datetime({ precision: 3 });

/** 0.0–1.0 */
export const zFraction = z.number().min(0).max(1);

/** Seconds, never negative. */
export const zSeconds = z.number().min(0);

/** Milestones count 1, 2, 3 … with no hole; 0 is "before the first". */
export const zSeq = z.int().min(0);

export const zAttempt = z.int().min(1);

/** BCP 47 in its shortest form; `und` where nothing is known. */
export const zLanguage = z.string().regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/);
