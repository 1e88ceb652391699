import { expect } from 'vitest';
import { createToken } from '#lib/auth/tokens.ts';
import type { Db } from '#lib/db/client.ts';
import { systemClock } from '#lib/platform/clock.ts';
import { zProblem, type Problem } from '#lib/protocol/http.ts';

/** Headers that say who calls. */
export type As = Record<string, string>;

/** Holds that an answer is a problem document with this status and code. */
export async function expectProblem(answer: Response | Promise<Response>, status: number, code: string): Promise<Problem> {
  const response = await answer;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = zProblem.parse(await response.json());
  expect([response.status, problem.status, problem.code]).toEqual([status, status, code]);
  return problem;
}

/** A new member of the accounts mode, who calls with a token. */
export async function person(db: Db, email: string): Promise<As> {
  const id = `id-${email}`;
  await db.user.create({ data: { id, email, role: 'member', created_at: new Date() } });
  return { authorization: `Bearer ${await createToken({ db, clock: systemClock }, { user_id: id, name: email })}` };
}
