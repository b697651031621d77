import '../domain/claims-properties.test.ts'
