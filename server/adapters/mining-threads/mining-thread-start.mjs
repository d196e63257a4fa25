// A worker gets no TypeScript loader from the thread that starts it (in tests that is vitest's own), so it registers one.
import { register } from 'tsx/esm/api';

register();
await import('./mining-thread.ts');
