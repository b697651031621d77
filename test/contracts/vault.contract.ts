import { createHmac } from 'node:crypto'
import { type Test, test } from 'tap'
import { createMemoryVault } from '../../src/vault/memory-vault.ts'
import {
  type Commitments,
  type FieldName,
  InvalidVaultInput,
  type Random,
  type Vault,
  VaultErased,
  VaultUnavailable,
  vaultLimits,
} from '../../src/vault/vault.ts'
import { pidOf, registration, seededRandom } from '../support/vault-fixtures.ts'

/** The promises every vault keeps. `open` gives an empty one each time. */
export const vaultContract = (adapter: string, open: (t: Test, random: Random) => Vault): void => {
  const fresh = (t: Test, seed = 'contract') => open(t, seededRandom(seed))
  const rule = (text: string, check: (t: Test) => Promise<void>) => test(`${adapter}: ${text}`, check)

  rule('what is no person, field or text is refused, and the refusal does not tell it', async (t) => {
    const vault = fresh(t)
    const fields = ['idnumber', 'note', 'note:', 'note:a b', 'note:张', 'certificate:1|2', 'constructor']
    const unknown = [...fields, `note:${'x'.repeat(vaultLimits.fieldNameLength)}`] as FieldName[]
    for (const field of unknown) {
      await t.rejects(vault.put(pidOf(1), { [field]: '甲乙丙' }), InvalidVaultInput, field)
      t.throws(() => vault.read(pidOf(1), [field]), InvalidVaultInput, field)
      t.throws(() => vault.opens(pidOf(1), field, 'x'), InvalidVaultInput, field)
      t.throws(() => vault.open(pidOf(1), { [field]: 'x' }), InvalidVaultInput, field)
    }
    for (const pid of ['', registration(1).idNumber, pidOf(1).toUpperCase(), `${pidOf(1)}a`]) {
      await t.rejects(vault.put(pid, { name: '甲乙丙' }), InvalidVaultInput)
      t.throws(() => vault.read(pid, ['name']), InvalidVaultInput)
      t.throws(() => vault.opens(pid, 'name', 'x'), InvalidVaultInput)
      t.throws(() => vault.open(pid, {}), InvalidVaultInput)
      await t.rejects(vault.erase(pid), InvalidVaultInput)
    }
    const values: unknown[] = [undefined, null, 7, '\ud842', 'x'.repeat(vaultLimits.valueBytes + 1)]
    for (const name of values) {
      const refusal = await vault.put(pidOf(1), { name } as { name: string }).catch((error) => error)
      t.type(refusal, InvalidVaultInput)
      t.notMatch(refusal.message, '\ud842')
    }
    const many = Array.from({ length: vaultLimits.fieldsPerPut + 1 }, (_, index) => [`note:${index}`, ''])
    await t.rejects(vault.put(pidOf(1), Object.fromEntries(many)), InvalidVaultInput)
    t.same(vault.read(pidOf(1), ['name']), {}, 'nothing was written')
  })

  rule('nobody knows a person who was never put', async (t) => {
    const vault = fresh(t)
    t.same(vault.read(pidOf(1), ['name', 'phone']), {})
    t.equal(vault.opens(pidOf(1), 'name', 'x'), 'no')
    t.same(vault.open(pidOf(1), { name: 'x' }), {})
  })

  rule('it says whether it takes anything', async (t) => {
    const vault = fresh(t)
    t.equal(vault.writable(), true)
    vault.close()
    t.equal(vault.writable(), false)
  })

  rule('everybody who was ever put is listed, erased or not', async (t) => {
    const vault = fresh(t)
    t.same([...vault.people()], [])
    for (const no of [1, 2]) await vault.put(pidOf(no), registration(no))
    await vault.put(pidOf(1), { phone: '13800000009' })
    await vault.erase(pidOf(2))
    t.same([...vault.people()].sort(), [pidOf(1), pidOf(2)].sort())
    vault.close()
    t.throws(() => vault.people(), VaultUnavailable)
  })

  rule('what was put is read in clear, only what is asked for', async (t) => {
    const vault = fresh(t)
    await vault.put(pidOf(1), { ...registration(1), 'note:claim-1/2': '', bankName: '𠮷䶮 é\n"' })
    await vault.put(pidOf(2), registration(2))
    t.same(vault.read(pidOf(1), ['bankName', 'note:claim-1/2', 'certificate:c1']), {
      bankName: '𠮷䶮 é\n"',
      'note:claim-1/2': '',
    })
    t.same(vault.read(pidOf(2), ['name', 'idNumber', 'phone']), registration(2))
    const longest = 'x'.repeat(vaultLimits.valueBytes)
    await vault.put(pidOf(2), { phone: longest })
    t.equal(vault.read(pidOf(2), ['phone']).phone, longest)
  })

  rule('the same value again keeps its commitment, another value gets another', async (t) => {
    const vault = fresh(t)
    const first = await vault.put(pidOf(1), { name: '张三', phone: '13812341234' })
    t.same(await vault.put(pidOf(1), { phone: '13812341234', name: '张三' }), first)
    const second = await vault.put(pidOf(1), { name: '张三', phone: '13912341234' })
    t.equal(second.name, first.name)
    t.not(second.phone, first.phone)
    const third = await vault.put(pidOf(1), { phone: '13812341234' })
    t.not(third.phone, first.phone, 'a return to an earlier value is a new version')
    t.equal(vault.read(pidOf(1), ['phone']).phone, '13812341234')
    for (const { phone } of [first, second, third]) {
      t.equal(vault.opens(pidOf(1), 'phone', phone as string), 'yes', 'every version is held')
    }
  })

  rule('a commitment opens only as the field of the person it was made for', async (t) => {
    const vault = fresh(t)
    const one = await vault.put(pidOf(1), { name: '张三', bankName: '张三' })
    const two = await vault.put(pidOf(2), { name: '张三' })
    const all = [one.name, one.bankName, two.name] as string[]
    t.equal(new Set(all).size, 3, 'equal values are not recognisable')
    t.equal(vault.opens(pidOf(1), 'bankName', one.name as string), 'no')
    t.equal(vault.opens(pidOf(2), 'name', one.name as string), 'no')
    t.equal(vault.opens(pidOf(1), 'name', ''), 'no')
    t.equal(vault.opens(pidOf(1), 'name', one.name as string), 'yes')
  })

  rule('only what stands behind exactly these commitments is opened', async (t) => {
    const vault = fresh(t)
    const one = await vault.put(pidOf(1), { name: '张三', bankName: '张三', phone: '13812341234' })
    const two = await vault.put(pidOf(2), { name: '张三' })
    t.same(vault.open(pidOf(1), {}), {})
    t.same(vault.open(pidOf(1), { name: `${one.name}A`, phone: '', bankAccount: 'x' }), {}, 'wrong')
    t.same(vault.open(pidOf(1), { name: one.bankName, bankName: one.name } as Commitments), {}, 'swapped')
    t.same(vault.open(pidOf(1), two), {}, "another person's")
    t.same(vault.open(pidOf(1), { ...one, name: 'x' }), { bankName: '张三', phone: '13812341234' })
    t.same(vault.open(pidOf(1), one), { name: '张三', bankName: '张三', phone: '13812341234' })
  })

  rule('a newer sealed value does not hide the recorded one', async (t) => {
    const vault = fresh(t)
    const recorded = await vault.put(pidOf(1), { name: '张三', phone: '13812341234' })
    const newer = await vault.put(pidOf(1), { phone: '13912341234' })
    const newest = await vault.put(pidOf(1), { phone: '13712341234' })
    t.equal(vault.read(pidOf(1), ['phone']).phone, '13712341234')
    t.same(vault.open(pidOf(1), recorded), { name: '张三', phone: '13812341234' })
    t.same(vault.open(pidOf(1), newer), { phone: '13912341234' })
    t.same(vault.open(pidOf(1), newest), { phone: '13712341234' })
  })

  rule('a commitment is HMAC-SHA256(salt, field|version|value)', async (t) => {
    const drawn: Buffer[] = []
    const source = seededRandom('salts')
    const vault = open(t, (bytes) => {
      drawn.push(Buffer.from(source(bytes)))
      return drawn.at(-1) as Buffer
    })
    await vault.put(pidOf(1), { name: '张三' })
    const { name } = await vault.put(pidOf(1), { name: '李四' })
    const salt = (drawn.at(-1) as Buffer).subarray(44, 76)
    t.equal(name, createHmac('sha256', salt).update('name|2|李四').digest('base64url'))
  })

  rule('one seed gives the same commitments, in one turn or in many', async (t) => {
    const people = [1, 2, 3, 1, 2]
    const together = fresh(t)
    const atOnce = await Promise.all(people.map((n) => together.put(pidOf(n), registration(n))))
    const apart = fresh(t)
    const oneByOne = []
    for (const n of people) oneByOne.push(await apart.put(pidOf(n), registration(n)))
    t.same(atOnce, oneByOne)
    t.same(atOnce[3], atOnce[0], 'a repeat in the same turn adds nothing either')
    const reference = createMemoryVault({ random: seededRandom('contract') })
    t.same(await Promise.all(people.map((n) => reference.put(pidOf(n), registration(n)))), atOnce)
  })

  rule('an erased person is gone for ever, and nobody else is', async (t) => {
    const vault = fresh(t)
    const one = await vault.put(pidOf(1), registration(1))
    const two = await vault.put(pidOf(2), registration(2))
    await vault.erase(pidOf(1))
    await vault.erase(pidOf(1))
    await vault.erase(pidOf(3))
    for (const pid of [pidOf(1), pidOf(3)]) {
      t.throws(() => vault.read(pid, ['name']), VaultErased)
      t.throws(() => vault.read(pid, []), VaultErased)
      t.equal(vault.opens(pid, 'name', one.name as string), 'erased')
      t.throws(() => vault.open(pid, one), VaultErased)
      t.throws(() => vault.open(pid, {}), VaultErased)
    }
    const puts = [pidOf(1), pidOf(2), pidOf(3)].map((pid) => vault.put(pid, { phone: '13812341234' }))
    t.same(
      (await Promise.allSettled(puts)).map(({ status }) => status),
      ['rejected', 'fulfilled', 'rejected'],
      'who is erased does not hold up who is not',
    )
    await t.rejects(vault.put(pidOf(1), registration(1)), VaultErased)
    t.same(vault.read(pidOf(2), ['name']), { name: registration(2).name })
    t.equal(vault.opens(pidOf(2), 'name', two.name as string), 'yes')
    t.same(vault.open(pidOf(2), two), registration(2))
  })

  rule('how many others have the same account now, and nothing else, is told', async (t) => {
    const vault = fresh(t)
    const [account, other] = ['6222020000000000000', '6222020000000000018']
    t.equal(vault.othersWith(pidOf(1), 'bankAccount'), 0, 'nobody knows them')
    t.throws(() => vault.othersWith('nobody', 'bankAccount'), InvalidVaultInput)
    await vault.put(pidOf(1), { bankAccount: account, bankName: '甲' })
    t.equal(vault.othersWith(pidOf(1), 'bankAccount'), 0, 'not they themselves')
    await Promise.all([2, 3].map((n) => vault.put(pidOf(n), { bankAccount: account })))
    await vault.put(pidOf(4), { bankName: account })
    await vault.put(pidOf(1), { bankAccount: account })
    t.same(
      [1, 2, 3, 4].map((n) => vault.othersWith(pidOf(n), 'bankAccount')),
      [2, 2, 2, 0],
    )
    await vault.put(pidOf(2), { bankAccount: other })
    t.same(
      [1, 2, 3].map((n) => vault.othersWith(pidOf(n), 'bankAccount')),
      [1, 0, 1],
      'who changed it no longer has it',
    )
    await vault.put(pidOf(2), { bankAccount: account })
    t.equal(vault.othersWith(pidOf(1), 'bankAccount'), 2)
    await vault.erase(pidOf(3))
    t.equal(vault.othersWith(pidOf(1), 'bankAccount'), 1, 'an erased person has none')
    t.equal(vault.othersWith(pidOf(3), 'bankAccount'), 0)
    vault.close()
    t.throws(() => vault.othersWith(pidOf(1), 'bankAccount'), VaultUnavailable)
  })

  rule('who was refused what was sealed is counted with what the log has of them', async (t) => {
    const vault = fresh(t)
    const [account, other] = ['6222020000000000000', '6222020000000000018']
    await t.rejects(vault.countOnly('nobody', 'bankAccount', null), InvalidVaultInput)
    const [one, first] = await Promise.all([1, 2].map((n) => vault.put(pidOf(n), { bankAccount: account })))
    const second = await vault.put(pidOf(2), { bankAccount: other })
    const others = () => [1, 2].map((n) => vault.othersWith(pidOf(n), 'bankAccount'))
    t.same(others(), [0, 0])
    const count = (n: number, commitment: string | null | undefined) =>
      vault.countOnly(pidOf(n), 'bankAccount', commitment ?? null)
    await count(2, first?.bankAccount)
    t.same(others(), [1, 1], 'the second value came to nothing')
    await count(2, second.bankAccount)
    await count(2, 'of-nothing-sealed')
    t.same(others(), [0, 0], 'a commitment to nothing changes nothing')
    await count(2, first?.bankAccount)
    await count(1, null)
    await count(1, null)
    t.same(others(), [0, 0], 'nothing of the first is recorded')
    t.same(await vault.put(pidOf(1), { bankAccount: account }), one)
    t.same(others(), [1, 1], 'put again, it counts again')
    await vault.erase(pidOf(1))
    await count(1, one?.bankAccount)
    t.same(others(), [0, 0], 'erased is erased')
    vault.close()
    await t.rejects(count(2, null), VaultUnavailable)
  })

  rule('what was put before an erasure is erased with it', async (t) => {
    const vault = fresh(t)
    const put = vault.put(pidOf(1), registration(1))
    await vault.erase(pidOf(1))
    const { name } = await put
    t.equal(vault.opens(pidOf(1), 'name', name as string), 'erased')
  })

  rule('closing writes what is pending; after that nothing is answered', async (t) => {
    const vault = fresh(t)
    const put = vault.put(pidOf(1), registration(1))
    vault.close()
    t.match(await put, { name: String })
    await t.rejects(vault.put(pidOf(1), registration(1)), VaultUnavailable)
    await t.rejects(vault.erase(pidOf(1)), VaultUnavailable)
    t.throws(() => vault.read(pidOf(1), ['name']), VaultUnavailable)
    t.throws(() => vault.opens(pidOf(1), 'name', 'x'), VaultUnavailable)
    t.throws(() => vault.open(pidOf(1), {}), VaultUnavailable)
    vault.close()
  })
}
