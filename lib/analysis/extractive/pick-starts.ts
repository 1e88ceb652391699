/** Seconds by which a boundary may be off and still be the one that is meant. */
const REACH = 20;
/** Seconds around a start that is known in which no other is sought. */
const CLEAR = 60;

/**
 * The starts from which most is within reach: a start counts its own chance and, less the farther off, those near it.
 * @param times of every unit, rising, in seconds
 * @param chances of every unit, that a chapter starts with it
 * @param known units that start one for certain
 * @param taken time of a start that is known, and has no other near; null if there is none
 * @param apart least seconds between two, and after the last
 * @returns units, rising; fewer than `count` where no others have any chance
 */
export function pickStarts(times: readonly number[], chances: Float64Array, { count, known, taken, apart }: { count: number; known: readonly number[]; taken: number | null; apart: number }): number[] {
  const left = Float64Array.from(chances);
  const picked = [...known];
  const keepClear = (start: number, reach: number): void => times.forEach((time, unit) => { if (Math.abs(time - start) <= reach) left[unit] = 0; });
  for (const unit of known) keepClear(times[unit]!, REACH);
  if (taken !== null) keepClear(taken, CLEAR);
  while (picked.length < count) {
    let [best, most] = [0, 0];
    for (let unit = 1; unit < times.length && times.at(-1)! - times[unit]! >= apart; unit++) {
      if (picked.some((other) => Math.abs(times[other]! - times[unit]!) < apart)) continue;
      const chance = chanceNear(times, left, unit);
      if (chance > most) [best, most] = [unit, chance];
    }
    if (best === 0) break;
    picked.push(best);
    keepClear(times[best]!, REACH);
  }
  return picked.toSorted((a, b) => a - b);
}

function chanceNear(times: readonly number[], left: Float64Array, unit: number): number {
  const weigh = (other: number): number => left[other]! * (1 - Math.abs(times[other]! - times[unit]!) / (2 * REACH));
  let sum = weigh(unit);
  for (let other = unit - 1; other > 0 && times[unit]! - times[other]! <= REACH; other--) sum += weigh(other);
  for (let other = unit + 1; other < times.length && times[other]! - times[unit]! <= REACH; other++) sum += weigh(other);
  return sum;
}

/** The least share of the usual length that is left on either side where a long chapter is cut. */
const LEAST_SHARE = 0.5;

/**
 * Starts that cut every chapter longer than so many times the usual, each where the chance is best.
 * @param starts of all chapters but the first, in units, rising
 * @returns all of them, rising
 */
export function cutLong(times: readonly number[], chances: Float64Array, { starts, usual, most }: { starts: readonly number[]; usual: number; most: number }): number[] {
  const ends = [...starts, times.length - 1];
  return ends.flatMap((end, index) => {
    const cuts: number[] = [];
    let from = starts[index - 1] ?? 0;
    while (times[end]! - times[from]! > most * usual) {
      const until = Math.min(times[end]! - LEAST_SHARE * usual, times[from]! + most * usual);
      const inside = times.flatMap((time, unit) => (time >= times[from]! + LEAST_SHARE * usual && time <= until ? [unit] : []));
      if (inside.length === 0) break;
      from = inside.reduce((best, unit) => (chances[unit]! > chances[best]! ? unit : best));
      cuts.push(from);
    }
    return index < starts.length ? [...cuts, end] : cuts;
  });
}
