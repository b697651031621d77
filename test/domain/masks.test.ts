import { test } from 'tap'
import { maskAccount, maskIdNumber, maskName, maskPhone } from '../../src/domain/masks.ts'
import { syntheticIdNumber } from '../../src/domain/synthetic-id.ts'

test('a value of unexpected form is hidden whole', (t) => {
  t.equal(maskName(''), '')
  t.equal(maskName('张'), '*')
  t.equal(maskPhone('1381234123'), '**********')
  t.equal(maskPhone(''), '')
  t.equal(maskIdNumber('1234567'), '*******')
  t.equal(maskAccount('1234'), '****')
  t.end()
})

test('a mask shows what a public list may show, and no more', (t) => {
  const names: [string, string][] = [
    ['张三', '张*'],
    ['张三丰', '张**'],
    ['𠮷䶮㛃', '𠮷**'],
    ['买买提·吐尔逊', '买**·吐**'],
    ['John Smith', 'J*** S****'],
    ["Anne-Marie O'Neil", "A***-M**** *'N***"],
    ['A·张三', '*·张*'],
  ]
  for (const [name, masked] of names) t.equal(maskName(name), masked)
  const id = syntheticIdNumber(0)
  t.equal(maskIdNumber(id), `**************${id.slice(-4)}`)
  t.equal(maskIdNumber('11010519491231002X'), '**************002X')
  t.equal(maskPhone('13812341234'), '138****1234')
  t.equal(maskAccount('4111111111111111'), '************1111')
  t.end()
})
