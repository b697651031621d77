import { connect } from 'node:net'
import t from 'tap'
import { openFixture } from './http-fixture.ts'

/** What a browser meets beside the interface itself. */

t.test('the address alone leads to the documentation', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  const see = (url: string) => fixture.send(null, { method: 'GET', url })
  const root = await see('/')
  t.match({ status: root.statusCode, to: root.headers.location }, { status: 302, to: '/docs' })
  t.match((await see('/docs')).payload, '金蓝台账')
  const post = await fixture.send(null, { method: 'POST', url: '/' })
  t.match({ status: post.statusCode, allow: post.headers.allow }, { status: 405, allow: 'GET, HEAD' })
})

t.test('a file that is not there, or lies elsewhere, is not found', async (t) => {
  const fixture = await openFixture()
  t.teardown(() => fixture.close())
  await fixture.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = fixture.app.server.address() as { port: number }
  // On the bare socket, since every client puts such a path straight before it is sent.
  const ask = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let heard = ''
      const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`
      const socket = connect(port, '127.0.0.1', () => socket.write(request))
      socket.on('data', (chunk) => {
        heard += chunk
      })
      socket.on('close', () => resolve(heard)).on('error', reject)
    })
  const paths = ['%2e%2e/x', '%2e%2e/%2e%2e/package.json', '..%2fx', '%00', 'nothing.js']
  for (const path of paths) {
    const answer = await ask(`/docs/static/${path}`)
    t.match(answer, /^HTTP\/1.1 404 /, path)
    t.match(answer, /content-type: application\/problem\+json/i, path)
    t.match(answer, '"code":"not-found"', path)
  }
  t.match(await ask('/docs/static/index.css'), /^HTTP\/1.1 200 /)
})
