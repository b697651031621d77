import '../policy/catalogue.test.ts'
