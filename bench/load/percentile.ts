/** @param part 0–1 @returns the value below which that part of them lies; NaN where there are none */
export function percentile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.floor((sorted.length - 1) * part)] ?? NaN;
}
