import type { MiningRunView } from '../modules/mining-runs/index.ts';

const widest = 30;
const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** A mining and its report, as lines for people. */
export function miningLines({ id, status, dryRun, percent: done, error, report }: MiningRunView): readonly string[] {
  const head = `${id} ${status}${dryRun ? ' (dry run)' : ''}, ${done}%`;
  if (!report) return [head, ...(error ? [error] : [])];
  const { calls, covered, twoMatters, unassignedShare, scenarios, taxonomy, drift, splits, merges, retired } = report;
  const largest = Math.max(1, ...scenarios.map((scenario) => scenario.calls));
  return [
    head,
    `  ${calls} calls, ${covered} in ${scenarios.length} scenarios (${percent(unassignedShare)} fit nowhere yet), ${twoMatters} on two matters`,
    `  complaint types: ${taxonomy.typesMet} of ${taxonomy.types} met, ${percent(taxonomy.callsTyped)} of the covered calls`,
    drift === null
      ? '  nothing was mined before'
      : `  drift since the last mining: ${drift.toFixed(3)} (0 none, 1 all)`,
    ...scenarios.map(
      (scenario) =>
        `  ${'█'.repeat(Math.max(1, Math.round((scenario.calls / largest) * widest))).padEnd(widest)} ${String(scenario.calls).padStart(6)}  ${scenario.name}`,
    ),
    ...splits.map(({ from, into }) => `  split: ${from} → ${into.join(' | ')}`),
    ...merges.map(({ from, into }) => `  merged: ${from.join(' + ')} → ${into}`),
    ...retired.map(({ name, calls: earlier }) => `  no more: ${name} (${earlier} calls before)`),
  ];
}
