import { z } from 'zod';
import { zAccount, zNewAccount } from '#lib/auth/accounts.ts';
import { zAskBody, zAskEvent } from '#lib/protocol/ask.ts';
import { zEventsPage, zProblem, zShareBody, zShareLink, zSubmitBody, zTaskList } from '#lib/protocol/http.ts';
import { zMindMap, zPartialResult, zTranscript, zVideo } from '#lib/protocol/result.ts';
import { zTaskView } from '#lib/protocol/task-view.ts';
import { zAttachBody, zUploadList, zUploadView } from '#lib/protocol/uploads.ts';

/** A result as JSON is what is done so far, and whether more is to come. */
const zResultFile = zPartialResult.extend({ partial: z.boolean() });

/** Named parts of the HTTP interface. */
const NAMED = {
  TaskView: zTaskView,
  TaskList: zTaskList,
  EventsPage: zEventsPage,
  Result: zResultFile,
  Video: zVideo,
  Transcript: zTranscript,
  MindMap: zMindMap,
  AskEvent: zAskEvent,
  ShareLink: zShareLink,
  Upload: zUploadView,
  UploadList: zUploadList,
  Account: zAccount,
  Problem: zProblem,
};

/** Bodies that a client sends: what may be left out is told by their input side. */
const SENT = { Submit: zSubmitBody, Share: zShareBody, Ask: zAskBody, NewAccount: zNewAccount, Attach: zAttachBody };

/** JSON Schema (2020-12) of each named part, referring to each other under `#/components/schemas/`. */
export function componentSchemas(): Record<string, object> {
  return { ...schemasOf(NAMED, 'output'), ...schemasOf(SENT, 'input') };
}

/** The published JSON Schema (2020-12) of a result as JSON, whole in itself. */
export function resultSchema(): object {
  return { ...z.toJSONSchema(zResultFile, { io: 'output' }), title: 'MindTube result' };
}

/** @param io which side of a schema with defaults or transforms is meant. */
function schemasOf(named: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

/** Without the keys by which a schema file names itself. */
export function bare({ $schema: _schema, $id: _id, ...rest }: Record<string, unknown>): object {
  return rest;
}

/** JSON Schema of one part that has no name of its own. */
export function schemaOf(schema: z.ZodType): object {
  return bare(z.toJSONSchema(schema, { io: 'input' }));
}
