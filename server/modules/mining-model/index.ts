export { type ModelBudget, meteredModel } from './metered-model.ts';
