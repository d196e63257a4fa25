export { textOf } from './draft-text.ts';
export { keptMixtures } from './kept-mixtures.ts';
export { type ModelReport, miningReport } from './mining-report.ts';
export {
  askedOfMining,
  closeMining,
  finenesses,
  keepReport,
  type MiningRunOptions,
  minedBefore,
  noteMining,
} from './mining-run-rows.ts';
export type { MiningRunView } from './mining-run-store.ts';
export { miningRunsRoutes } from './mining-runs-routes.ts';
export { createMiningRunsService } from './mining-runs-service.ts';
