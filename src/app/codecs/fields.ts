import { z } from 'zod'

/** What the fields of recorded events are made of. */
export const id = z.string().min(1)
export const day = z.iso.date()
/** Whole fen that something moves by or is worth: never nothing, never negative. */
export const positiveFen = z.int().positive()
/** Whole fen of a total, which may be nothing. */
export const totalFen = z.int().nonnegative()
export const count = z.int().nonnegative()
export const ordinal = z.int().positive()
/** SHA-256 (hex), or whatever else names content. */
export const digest = z.string().min(1)
export const fundPart = z.looseObject({ fundId: id, amountFen: positiveFen })
