import type { MiningRunView } from '../modules/mining-runs/index.ts';

const widest = 30;
const percent = (share: number) => `${(share * 100).toFixed(1)}%`;

/** A mining and its report, as lines for people. */
export function miningLines(run: MiningRunView): readonly string[] {
  const { id, status, dryRun, percent: done, remainingSeconds, error, report } = run;
  const left = remainingSeconds === null ? '' : `, about ${remainingSeconds} s left`;
  const head = `${id} ${status}${dryRun ? ' (dry run)' : ''}, ${done}%${left}`;
  if (!report) return [head, ...(error ? [error] : []), ...nextOf(run)];
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

function nextOf({ id, status }: MiningRunView): readonly string[] {
  switch (status) {
    case 'paused':
      return [`  coach mine resume ${id} goes on from there; coach mine cancel ${id} ends it`];
    case 'queued':
    case 'running':
      return [`  coach mine pause ${id} has it wait; coach mine cancel ${id} ends it`];
    case 'cancelled':
      return ['  what it had proposed stays; coach mine begins anew'];
    default:
      return [];
  }
}
