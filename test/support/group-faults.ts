import { type FaultGroup, FaultGroups } from '../../src/sheets/group-faults.ts'

/** The faults of rows that all have their cells. */
export const groupFaults = (rows: readonly Parameters<FaultGroups['add']>[0][]): readonly FaultGroup[] => {
  const groups = new FaultGroups()
  for (const row of rows) groups.add(row)
  return groups.list(() => '')
}
