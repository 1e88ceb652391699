import { asFailure } from '#lib/protocol/errors.ts';
import type { TickDraft } from '#lib/protocol/events.ts';
import type { Member } from './member.ts';
import type { Claim } from './queue.ts';

/** The tasks that one run works for. One whose claim is lost leaves, and harms no other. */
export class Members {
  #members = new Map<string, Member>();
  #onEmpty: () => void;

  /** @param onEmpty called when the last one has left */
  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty;
  }

  get empty(): boolean {
    return this.#members.size === 0;
  }

  claims(): Claim[] {
    return [...this.#members.values()].map(({ claim }) => claim);
  }

  add(member: Member): void {
    this.#members.set(member.claim.task_id, member);
  }

  /** Adds one when it has been brought up to what the others know, unless its claim is lost meanwhile. @throws what failed for another reason */
  async admit(member: Member, bringUp: () => Promise<void>): Promise<void> {
    const error = await errorOf(bringUp);
    if (error === null) this.add(member);
    else if (!isLost(error)) throw error;
  }

  /** The same task may be back already, with a new claim: that one stays. */
  drop({ task_id, claim_token }: Claim): void {
    const member = this.#members.get(task_id);
    if (member?.claim.claim_token !== claim_token) return;
    member.close();
    this.#members.delete(task_id);
    if (this.empty) this.#onEmpty();
  }

  /** Writes to each one's log. @throws what failed for another reason than a lost claim, once all are written */
  async write(work: (member: Member) => Promise<void>): Promise<void> {
    const results = await Promise.all([...this.#members.values()].map(async (member) => ({ member, error: await errorOf(() => work(member)) })));
    for (const { member, error } of results) if (isLost(error)) this.drop(member.claim);
    const broken = results.find(({ error }) => error !== null && !isLost(error));
    if (broken !== undefined) throw broken.error;
  }

  tick(draft: TickDraft): void {
    for (const member of this.#members.values()) member.tick(draft);
  }

  /** No progress of theirs is written any more. */
  close(): void {
    for (const member of this.#members.values()) member.close();
  }
}

async function errorOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    return error;
  }
}

function isLost(error: unknown): boolean {
  return error !== null && asFailure(error).code === 'conflict';
}
