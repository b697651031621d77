import '../domain/money-and-dates.test.ts'
