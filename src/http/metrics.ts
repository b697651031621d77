import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const secondsBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** Figures for operators. Labels are route patterns and codes, never values from a request. */
export class Metrics {
  readonly registry = new Registry()
  readonly #requests: Histogram<'method' | 'route' | 'status'>
  readonly #problems: Counter<'code'>
  readonly #scrubbed: Counter

  constructor() {
    const registers = [this.registry]
    this.#requests = new Histogram({
      name: 'jinlan_http_request_seconds',
      help: 'Duration of HTTP requests by route pattern and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: secondsBuckets,
      registers,
    })
    this.#problems = new Counter({
      name: 'jinlan_http_problems_total',
      help: 'Requests answered with a problem, by code.',
      labelNames: ['code'],
      registers,
    })
    this.#scrubbed = new Counter({
      name: 'jinlan_log_lines_scrubbed_total',
      help: 'Log lines in which something like an id number was blotted out; must stay 0.',
      registers,
    })
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds)
  }

  problem(code: string): void {
    this.#problems.inc({ code })
  }

  readonly scrubbed = (): void => {
    this.#scrubbed.inc()
  }

  /** Asked at every scrape. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read())
      },
    })
  }

  /** Memory, event loop and garbage collection of the process: once per process. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry, prefix: 'jinlan_' })
  }
}
