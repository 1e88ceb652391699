/** One line of a scenario's findings: what was measured, what was to be reached, whether it was. */
export type Finding = { what: string; value: string; target?: string; met?: boolean };
export type Options = { quick: boolean; repeats: number };
export type Scenario = { name: string; about: string; run(options: Options): Promise<Finding[]> };

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** Milliseconds of a short round. */
export const ROUND_MS = 1000;
const ROUNDS_A_REPEAT = 4;

/**
 * Every one of `count` in each of many short rounds, of which the first warms up and does not count: a long pause of the
 * load, or of the machine, spoils one of them and not every one. Who comes first in a round meets another machine than
 * who comes last: each is first in its turn.
 */
export function* shortRounds(count: number, { quick, repeats }: Options): Generator<{ index: number; counts: boolean }> {
  for (let round = 0; round <= repeats * (quick ? 1 : ROUNDS_A_REPEAT); round++) {
    for (let step = 0; step < count; step++) yield { index: (round + step) % count, counts: round > 0 };
  }
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');
export const ms = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
export const times = (value: number): string => `${value.toFixed(2)} ×`;

/** A bound that a figure keeps or not. */
export function bound(what: string, value: number, { most, least, show }: { most?: number; least?: number; show: (value: number) => string }): Finding {
  const met = (most === undefined || value <= most) && (least === undefined || value >= least);
  const target = [least !== undefined && `≥ ${show(least)}`, most !== undefined && `≤ ${show(most)}`].filter(Boolean).join(' and ');
  return { what, value: show(value), target, met };
}

/** A load process that had nothing left says nothing about the server. */
export function limitedBy(busy: Record<string, number>): Finding[] {
  return Object.entries(busy)
    .filter(([, share]) => share > 0.95)
    .map(([name, share]) => ({ what: `the load side was the limit for ${name}`, value: `its process was ${Math.round(share * 100)} % busy: the server may do more` }));
}

export function print(findings: readonly Finding[]): void {
  for (const { what, value, target, met } of findings) {
    const mark = met === undefined ? ' ' : met ? '✓' : '✗';
    console.log(`${mark} ${what.padEnd(64)} ${value.padStart(22)}${target ? `   (${target})` : ''}`);
  }
}
