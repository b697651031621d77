import '../app/treasury/killed.test.ts'
