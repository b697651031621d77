import {
  createTrainingOffice,
  type TrainingOffice,
  type TrainingOfficeParts,
} from '../../src/app/training-office/create-training-office.ts'
import { shippedDirectory } from '../../src/seeds.ts'

/** A training office that has no figures: it finds no class elsewhere. */
export const trainingOfficeOver = (
  parts: Omit<TrainingOfficeParts, 'directory' | 'findElsewhere'>,
): TrainingOffice =>
  createTrainingOffice({ ...parts, directory: shippedDirectory(), findElsewhere: async () => [] })
