import { compiled } from './compiled.mjs'

/** How Node finds and reads the project's TypeScript. Packages and all else go the usual way. */

export const resolve = (specifier, context, next) => {
  if (!/^\.{1,2}\/.*\.ts$/.test(specifier)) return next(specifier, context)
  return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true }
}

export const load = (url, context, next) => {
  if (!/^file:[^?]*\.ts$/.test(url)) return next(url, context)
  return { format: 'module', source: compiled(url).script, shortCircuit: true }
}
