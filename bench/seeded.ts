export { type Random, seeded } from '../server/statistics/seeded.ts';
