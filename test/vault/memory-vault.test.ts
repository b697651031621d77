import { createMemoryVault } from '../../src/vault/memory-vault.ts'
import { vaultContract } from '../contracts/vault.contract.ts'

vaultContract('memory', (t, random) => {
  const vault = createMemoryVault({ random })
  t.teardown(() => vault.close())
  return vault
})
