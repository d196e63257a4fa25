export { meteredModel } from './metered-model.ts';
export { createMiningModel, type MiningModel } from './mining-model.ts';
