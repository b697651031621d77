import '../projector/equals-rebuild.test.ts'
