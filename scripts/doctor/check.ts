import { asFailure } from '#lib/protocol/errors.ts';

/** `own`: of this server itself; `site`: of somebody else's, without which the rest works. */
export type Check = {
  name: string;
  about: 'own' | 'site';
  /** @returns what works, in a sentence; `off` where it is not wanted. @throws Error or Failure that says what does not */
  run(signal: AbortSignal): Promise<string | { off: string }>;
};

export type Finding = { name: string; about: Check['about']; state: 'ok' | 'off' | 'fail'; said: string; todo: string | null; code: string | null };

const LONGEST_MS = 60_000;

export async function perform({ name, about, run }: Check): Promise<Finding> {
  const finding = { name, about, todo: null, code: null };
  try {
    const said = await run(AbortSignal.timeout(LONGEST_MS));
    return typeof said === 'string' ? { ...finding, state: 'ok', said } : { ...finding, state: 'off', said: said.off };
  } catch (thrown) {
    const { code, message, hint } = asFailure(thrown);
    if (code === 'internal') return { ...finding, state: 'fail', said: thrown instanceof Error ? thrown.message : String(thrown), code };
    if (code !== 'source_unreachable') return { ...finding, state: 'fail', said: message, todo: hint, code };
    return { ...finding, state: 'fail', said: `${message}${systemReason(thrown)}`, todo: 'Check this machine’s way there: name resolution, firewall.', code };
  }
}

/** What the system says of a connection that failed, as ` (ENOTFOUND)`. */
function systemReason(thrown: unknown): string {
  for (let error = thrown; typeof error === 'object' && error !== null; error = (error as { cause?: unknown }).cause) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z_]+$/.test(code)) return ` (${code})`;
  }
  return '';
}

const MARKS = { ok: 'ok  ', off: 'off ', fail: 'FAIL' } as const;

export function lineOf({ name, state, said, todo }: Finding): string {
  return `${MARKS[state]}  ${name}: ${said}${todo === null ? '' : `\n      → ${todo}`}`;
}

/** What all findings together mean, and the exit code: 0 all works, 1 this server does not, 2 only sites do not. */
export function conclusion(findings: readonly Finding[]): { lines: string[]; exit_code: 0 | 1 | 2 } {
  const failed = findings.filter(({ state }) => state === 'fail');
  const sites = findings.filter(({ about, state }) => about === 'site' && state !== 'off');
  const cut_off = sites.length > 0 && sites.every(({ code }) => code === 'source_unreachable');
  const lines = [
    ...(cut_off ? ['No site could be reached: it seems that there is no way to the internet from here. The sample, uploads and addresses in FETCH_ALLOW work without one.'] : []),
    failed.length === 0 ? 'Everything that is set up works.' : `${failed.length} of ${findings.length} checks failed.`,
  ];
  if (failed.length === 0) return { lines, exit_code: 0 };
  return { lines, exit_code: failed.some(({ about }) => about === 'own') ? 1 : 2 };
}
