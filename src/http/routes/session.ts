import { z } from 'zod'
import { roles } from '../../domain/actor.ts'
import { instantField } from '../fields.ts'
import type { HttpParts } from '../parts.ts'
import { RequestRefused } from '../refusal.ts'
import type { App } from '../route-parts.ts'

const tags = ['演示']

const persona = z.object({
  persona: z.string().meta({ examples: ['officer-330602'] }),
  role: z.enum(roles),
  districts: z.array(z.string()),
  provider: z.string().nullable(),
  personId: z.string().nullable().meta({ description: '申请人本人的人员编号;其他角色为空' }),
})

/** Signing in without a password, and a clock that can be moved. In demo mode only. */
export const demoRoutes = (app: App, demo: NonNullable<HttpParts['demo']>): void => {
  const { sessions, clock } = demo
  app.get(
    '/personas',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'listPersonas',
        summary: '演示身份',
        tags,
        response: { 200: z.object({ items: z.array(persona), next: z.null() }) },
      },
    },
    async () => {
      const items = [...sessions.personas].map(([name, { role, districts, provider, pid }]) => ({
        persona: name,
        role,
        districts: [...districts],
        provider,
        personId: role === 'applicant' ? pid : null,
      }))
      return { items, next: null }
    },
  )
  app.post(
    '/session',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'openSession',
        summary: '以演示身份登录',
        tags,
        body: z.strictObject({ persona: z.string().meta({ examples: ['officer-330602'] }) }),
        response: { 200: z.object({ token: z.string(), expiresInSeconds: z.int() }) },
      },
    },
    async (request) => {
      const opened = sessions.open(request.body.persona)
      if (opened === undefined) {
        throw new RequestRefused('persona-unknown', [{ pointer: '#/persona', code: 'persona-unknown' }])
      }
      return opened
    },
  )
  if (clock !== undefined) clockRoute(app, clock)
}

const clockRoute = (app: App, clock: NonNullable<NonNullable<HttpParts['demo']>['clock']>): void => {
  app.post(
    '/demo/clock',
    {
      config: { action: 'public' },
      schema: {
        operationId: 'moveDemoClock',
        summary: '把演示时钟向前调',
        tags,
        body: z.strictObject({ now: instantField }),
        response: { 200: z.object({ now: z.string() }) },
      },
    },
    async (request) => {
      clock.advance(request.body.now)
      return { now: clock.now() }
    },
  )
}
