import Fastify from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'

/** A POST that is checked by zod, stores nothing and answers: what the web framework alone takes. */
const app = Fastify().withTypeProvider<ZodTypeProvider>()
app.setValidatorCompiler(validatorCompiler)
app.setSerializerCompiler(serializerCompiler)
app.post(
  '/api/v1/people/:personId/completions',
  {
    schema: {
      params: z.strictObject({ personId: z.string().regex(/^[a-z2-7]{26}$/) }),
      body: z.strictObject({
        course: z.string().max(64),
        trainingId: z.string().max(64),
        startsOn: z.iso.date(),
        endsOn: z.iso.date(),
        eligibleCostYuan: z.string().regex(/^(0|[1-9]\d{0,11})\.\d{2}$/),
      }),
      response: { 201: z.object({ completionId: z.string(), personId: z.string(), position: z.string() }) },
    },
  },
  async (request, reply) => {
    const { personId } = request.params
    reply.code(201)
    return { completionId: `${personId}-t1`, personId, position: '1' }
  },
)
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
