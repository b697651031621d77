import '../policy/oracle.test.ts'
