import '../app/treasury/ties.test.ts'
