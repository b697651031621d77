import { daysBetween } from '../domain/dates.ts'
import type { City, Course } from './city.ts'
import { Dice } from './dice.ts'
import { LifeBuilder } from './life-builder.ts'
import type { Life } from './steps.ts'
import { type Training, trainingFrom } from './trainings.ts'

/** Lives of the applicants one can sign in as, each with something to see in it. */

interface Story {
  readonly district: string
  /** The day on which it begins. */
  readonly from: string
  /** For the list of personas. */
  readonly about: string
  readonly tell: (life: LifeBuilder, training: Classes) => void
}
/** The next class of a course, at a provider. */
type Classes = (course: string, provider: string) => Training

const yuan = (amount: number): { readonly eligibleCostFen: number } => ({ eligibleCostFen: amount * 100 })
const [p1, p2] = ['provider-1', 'provider-2'] as const
const approved = { fate: 'approved' } as const

const stories: readonly Story[] = [
  {
    district: '330602',
    from: '2024-03-04',
    about: '两次国(境)外培训,第二次按余额核减到 18,000 元',
    tell(life, next) {
      life.register(p1)
      for (const cost of [32_000, 26_000]) {
        const fact = life.complete(p1, next('overseas', p1), yuan(cost))
        life.claim('self', 'overseas-training', fact, approved)
      }
    },
  },
  {
    district: '330603',
    from: '2024-05-06',
    about: '高端复合型研修第二次申领,因不重复享受未通过',
    tell(life, next) {
      life.register(p2)
      for (const cost of [21_500, 9_800]) {
        const fact = life.complete(p2, next('composite', p2), yuan(cost))
        life.claim(p2, 'composite-workshop', fact, approved)
      }
    },
  },
  {
    district: '330604',
    from: '2024-09-02',
    about: '省内研修核定后撤回,额度恢复,再申领获核定',
    tell(life, next) {
      life.register(p1)
      const first = life.complete(p1, next('workshop-in-province', p1), yuan(4_200))
      life.claim('self', 'workshop-in-province', first, { fate: 'withdrawn-after-approval' })
      const second = life.complete(p1, next('workshop-in-province', p1), yuan(9_600))
      life.claim('self', 'workshop-in-province', second, approved)
      life.claim('self', 'workshop-in-province', first, approved)
    },
  },
  {
    district: '330602',
    from: '2025-01-06',
    about: '由越城区迁到柯桥区:迁前结业由越城区拨付,迁后由柯桥区拨付',
    tell(life, next) {
      life.register(p1)
      const before = life.complete(p1, next('workshop-out-of-province', p1), yuan(8_800))
      life.move('330603')
      life.claim('self', 'workshop-out-of-province', before, approved)
      const after = life.complete(p1, next('workshop-out-of-province', p1), yuan(14_300))
      life.claim('self', 'workshop-out-of-province', after, approved)
    },
  },
  {
    district: '330681',
    from: '2024-06-03',
    about: '市、省技术能手都获奖励;绍兴金蓝领命名奖励标准未定,未通过',
    tell(life) {
      life.register(life.officer)
      const municipal = life.grant('technical-expert-municipal', '绍市人社发〔2024〕31号')
      life.claim('officer-330600', 'technical-expert-municipal', municipal, approved)
      const provincial = life.grant('technical-expert-provincial', '浙人社发〔2024〕77号')
      life.claim('self', 'technical-expert-provincial', provincial, approved)
      const naming = life.grant('golden-collar', '绍市委人才〔2024〕9号')
      life.claim('self', 'golden-collar-naming', naming, approved)
    },
  },
  {
    district: '330683',
    from: '2025-02-10',
    about: '国(境)外培训超过一个月未通过;日期更正后重新申领获核定',
    tell(life, next) {
      life.register(p2)
      const training = next('overseas', p2)
      const fact = life.complete(p2, training, { ...yuan(38_500), endsOn: '2025-06-20' })
      life.claim('self', 'overseas-training', fact, approved)
      life.correct(fact, { startsOn: '2025-05-26' })
      life.claim('self', 'overseas-training', fact, approved)
    },
  },
  {
    district: '330624',
    from: '2025-03-03',
    about: '省外研修按上限核减;省内研修退回补正后重新提交,核定',
    tell(life, next) {
      life.register(p2)
      const dear = life.complete(p2, next('workshop-out-of-province', p2), yuan(23_600))
      life.claim(p2, 'workshop-out-of-province', dear, approved)
      const returned = life.complete(p2, next('workshop-in-province', p2), yuan(5_150))
      life.claim('self', 'workshop-in-province', returned, { fate: 'resubmitted' })
    },
  },
  {
    district: '330602',
    from: '2025-04-07',
    about: '同一培训班两条记录只补一次;认定被撤销后申领未通过',
    tell(life, next) {
      life.register(p1)
      const training = next('composite', p1)
      const first = life.complete(p1, training, yuan(12_000))
      life.claim(p1, 'composite-workshop', first, approved)
      const course = { ...training.course, course: 'workshop-in-province' }
      const again = life.complete(life.officer, { ...training, course }, yuan(12_000))
      life.claim('self', 'workshop-in-province', again, approved)
      const title = life.grant('technical-expert-municipal', '绍市人社发〔2025〕18号')
      life.revoke(title)
      life.claim('self', 'technical-expert-municipal', title, approved)
    },
  },
  {
    district: '330603',
    from: '2025-07-07',
    about: '每个环节各停着一笔:待初审、待复核、待补正;另有一笔复核未通过',
    tell(life, next) {
      life.register(p1)
      const courses = ['workshop-in-province', 'workshop-out-of-province', 'composite', 'overseas'] as const
      const instruments = ['workshop-in-province', 'workshop-out-of-province', 'composite-workshop'] as const
      const ends = ['left-submitted', 'left-reviewed', 'left-returned'] as const
      for (const [place, instrument] of instruments.entries()) {
        const fact = life.complete(p1, next(courses[place] ?? '', p1), yuan(6_400))
        life.claim('self', instrument, fact, { fate: ends[place] ?? 'approved' })
      }
      const trip = life.complete(p1, next('overseas', p1), yuan(27_000))
      life.claim('self', 'overseas-training', trip, { fate: 'rejected' })
    },
  },
]

export const personaLives = stories.length

/** What each persona's life shows, from applicant 1 on. */
export const personaStories: readonly string[] = stories.map(({ about }) => about)

export const personaLife = (city: City, n: number): Life => {
  const story = stories[n - 1]
  if (story === undefined) throw new RangeError(`no persona ${n}`)
  const { district, from, tell } = story
  const begin = { day: daysBetween(city.from, from), district }
  const life = new LifeBuilder(city, n, new Dice(`${city.seed}|persona`, n), begin)
  tell(life, (name, provider) => trainingFrom(city, provider, courseOf(city, name), life.day))
  return life.life()
}

const courseOf = (city: City, name: string): Course => {
  const course = city.courses.find((entry) => entry.course === name)
  if (course === undefined) throw new RangeError(`the city knows no course ${name}`)
  return course
}
