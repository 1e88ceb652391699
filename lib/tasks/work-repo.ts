import { z } from 'zod';
import { v7 as uuid } from 'uuid';
import type { Db, Queryable } from '#lib/db/client.ts';
import type { Transaction } from '#lib/db/transact.ts';
import { Failure } from '#lib/protocol/errors.ts';
import { joinParts, zChapter, zCoverage, zAnalyst, zKeyIdea, zKeyPhrase, zMindMap, zSummary, zTranscript, zVideo, type PartialResult } from '#lib/protocol/result.ts';
import { ANALYSIS_STAGES, STAGES, type StageName } from '#lib/protocol/stages.ts';
import { outputSearchText } from './search.ts';

export type StoredOutput = { stage: StageName; output: unknown; seconds: number };

/** The parts of the result that the stages' outputs hold; an output is read for these and nothing else. */
const zParts = z.object({
  video: zVideo, summary: zSummary, key_ideas: z.array(zKeyIdea), chapters: z.array(zChapter),
  key_phrases: z.array(zKeyPhrase), mind_map: zMindMap, coverage: zCoverage, analyst: zAnalyst,
}).partial();

/** The work that a submission joins while a task of it is unfinished, else a new one. */
export async function workFor(tx: Transaction, key: string, now: Date): Promise<string> {
  const active = await tx.work.findUnique({ where: { active_key: key }, select: { id: true } });
  if (active !== null) {
    const unfinished = await tx.task.count({ where: { work_id: active.id, status: { in: ['queued', 'running'] } } });
    if (unfinished > 0) return active.id;
    await tx.work.update({ where: { id: active.id }, data: { active_key: null } });
  }
  return createWork(tx, { key, active_key: key, created_at: now });
}

/** A work of one task alone, which begins with some outputs of another. @throws Failure `conflict` where that is gone by now */
export async function forkWork(tx: Transaction, from: string, now: Date): Promise<string> {
  const work = await tx.work.findUnique({ where: { id: from }, select: { key: true } });
  if (work === null) throw new Failure('conflict');
  const id = await createWork(tx, { key: work.key, active_key: null, created_at: now });
  const resolved = await tx.stageOutput.findUnique({ where: { work_id_stage: { work_id: from, stage: 'resolve' } } });
  if (resolved !== null) await tx.stageOutput.create({ data: { ...resolved, work_id: id } });
  return id;
}

export async function removeWorkIfOrphan(tx: Transaction, id: string): Promise<void> {
  await tx.work.deleteMany({ where: { id, tasks: { none: {} } } });
}

export async function saveOutput(db: Queryable, work_id: string, { stage, output, seconds }: StoredOutput): Promise<void> {
  const data = { output: JSON.stringify(output), search: outputSearchText(stage, output), seconds, created_at: new Date() };
  await db.stageOutput.upsert({ where: { work_id_stage: { work_id, stage } }, create: { work_id, stage, ...data }, update: data, select: { stage: true } });
}

/** @returns undefined where the stage has not ended. */
export async function loadOutput(db: Db, work_id: string, stage: StageName): Promise<unknown> {
  const row = await db.stageOutput.findUnique({ where: { work_id_stage: { work_id, stage } }, select: { output: true } });
  return row === null ? undefined : JSON.parse(row.output);
}

/** Analysis stages whose stored output was made in a lesser way than was wanted. */
export async function degradedStages(db: Queryable, work_id: string): Promise<StageName[]> {
  const rows = await db.stageOutput.findMany({ where: { work_id, stage: { in: [...ANALYSIS_STAGES] } }, select: { stage: true, output: true } });
  const noted = new Set(rows.filter(({ output }) => zParts.parse(JSON.parse(output)).analyst?.note !== undefined).map(({ stage }) => stage));
  return ANALYSIS_STAGES.filter((stage) => noted.has(stage));
}

/** What the stored outputs of these stages say, transcript included. */
export async function assembleResult(db: Queryable, work_id: string, stages: readonly StageName[]): Promise<PartialResult> {
  const rows = await db.stageOutput.findMany({ where: { work_id, stage: { in: [...stages] } }, select: { stage: true, output: true } });
  const byStage = new Map(rows.map((row) => [row.stage, JSON.parse(row.output) as unknown]));
  const parts = STAGES.map((stage) => partOf(stage, byStage.get(stage)));
  return parts.reduce(joinParts, {});
}

function partOf(stage: StageName, output: unknown): PartialResult {
  if (output === undefined || stage === 'save') return {};
  if (stage === 'transcript') return { transcript: zTranscript.parse(output) };
  return zParts.parse(output);
}

const KEPT_TIMINGS = 200;
const ASKED_TIMINGS = 20;

export async function addTiming(db: Db, stage: StageName, seconds: number): Promise<void> {
  await db.stageTiming.create({ data: { id: uuid(), stage, seconds, created_at: new Date() } });
}

/** Seconds that the stage took in past runs, newest first. */
export async function pastSeconds(db: Db, stage: StageName): Promise<number[]> {
  const rows = await db.stageTiming.findMany({ where: { stage }, orderBy: { id: 'desc' }, take: ASKED_TIMINGS, select: { seconds: true } });
  return rows.map((row) => row.seconds);
}

export async function pruneTimings(db: Db): Promise<void> {
  for (const stage of STAGES) {
    const [oldest] = await db.stageTiming.findMany({ where: { stage }, orderBy: { id: 'desc' }, skip: KEPT_TIMINGS, take: 1, select: { id: true } });
    if (oldest !== undefined) await db.stageTiming.deleteMany({ where: { stage, id: { lte: oldest.id } } });
  }
}

async function createWork(tx: Transaction, data: { key: string; active_key: string | null; created_at: Date }): Promise<string> {
  const id = uuid();
  await tx.work.create({ data: { id, ...data } });
  return id;
}
