export * from '../server/statistics/ranking-metrics.ts';
