import '../app/interleavings.test.ts'
