import { balance } from './balance.ts'
import { batchRegister } from './batch-register.ts'
import { capCheck } from './cap-check.ts'
import { certificateRegister } from './certificate-register.ts'
import { claimRegister } from './claim-register.ts'
import { completionRegister } from './completion-register.ts'
import { findingRegister } from './finding-register.ts'
import { fundPosition } from './fund-position.ts'
import { importRegister } from './import-register.ts'
import { personEntitlement } from './person-entitlement.ts'
import type { HostedProjection } from './projection.ts'
import { providerRegister } from './provider-register.ts'
import { trainerRegister } from './trainer-register.ts'
import { trainingRegister } from './training-register.ts'

/** Every figure. Hosts know neither states nor events, so their types end here. */
export const projections = [
  personEntitlement,
  capCheck,
  claimRegister,
  completionRegister,
  certificateRegister,
  findingRegister,
  fundPosition,
  batchRegister,
  balance,
  providerRegister,
  trainerRegister,
  trainingRegister,
  importRegister,
] as unknown as readonly HostedProjection[]
