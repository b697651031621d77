import type { DemoClock } from './app/demo-clock.ts'
import { shanghaiTime } from './cli/answers.ts'
import type { Settings } from './config.ts'
import { demoClockIn, keepDemoClock } from './demo/demo-folder.ts'

/** How much of a demo's time is lost at most when its server is killed. */
const keepEveryMs = 5_000

type Place = Pick<Settings, 'store' | 'data'>

/** The instant from which the demo in the data folder goes on; undefined where the ledger is no demo. */
export const demoStart = ({ store, data }: Place): string | undefined =>
  store === 'memory' ? undefined : demoClockIn(data)

/** Said to whoever writes to a demo. */
export const demoNotice = (start: string): string =>
  `这是演示数据:时钟不按真实时间,从 ${shanghaiTime(start)}(北京时间)接着走`

export interface KeptClock {
  readonly clock: DemoClock
  stop(): void
}

/** The clock of a server, noted in the folder of a demo while it runs, when it is moved and when it stops. */
export const keptClock = (place: Place, clock: DemoClock, tell: (error: unknown) => void): KeptClock => {
  if (demoStart(place) === undefined) return { clock, stop: () => {} }
  const keep = (): void => {
    try {
      keepDemoClock(place.data, clock.now())
    } catch (error) {
      tell(error)
    }
  }
  const timer = setInterval(keep, keepEveryMs).unref()
  return {
    clock: {
      now: clock.now,
      advance(to) {
        clock.advance(to)
        keep()
      },
    },
    stop() {
      clearInterval(timer)
      keep()
    },
  }
}
