import t from 'tap'
import { readCity } from '../../src/demo/city.ts'
import { personaLife, personaLives } from '../../src/demo/persona-lives.ts'

const city = readCity(new URL('../../seeds/demo/city.json', import.meta.url))

t.test('every story of an applicant one can sign in as is told to its end', (t) => {
  for (let n = 1; n <= personaLives; n++) {
    const told = personaLife(city, n)
    t.strictSame(personaLife({ ...city, until: '2030-12-31' }, n).slice(told.length), [], `applicant-${n}`)
  }
  t.end()
})
