import '../policy/dated-values.test.ts'
