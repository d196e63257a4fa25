export { meteredModel } from './metered-model.ts';
