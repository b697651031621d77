#!/usr/bin/env node
import { assessVerb } from './cli/assess.ts'
import { runProgram } from './cli/program.ts'
import { shippedPolicies } from './seeds.ts'

const host = { environment: process.env, shippedPolicies } as never
process.exitCode = await runProgram(process.argv.slice(2), host, process, [assessVerb])
