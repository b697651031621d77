/**
 * How many random cases a property is tried on. In CI few, and the same each time; `npm run test:deep`
 * tries many, others each time, and a failure names the seed that repeats it.
 */
export const runs = (inCi: number, deep: number): { readonly numRuns: number; readonly seed?: number } =>
  process.env.JINLAN_DEEP === '1' ? { numRuns: deep } : { numRuns: inCi, seed: 330600 }
