import type { MiningRunView } from '../modules/mining-runs/index.ts';
import { practiceLines } from './practice-lines.ts';

type Names = NonNullable<NonNullable<MiningRunView['report']>['names']>;

type Report = NonNullable<MiningRunView['report']>;

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
    ...typeLines(report),
    ...scenarios.map(
      (scenario) =>
        `  ${'█'.repeat(Math.max(1, Math.round((scenario.calls / largest) * widest))).padEnd(widest)} ${String(scenario.calls).padStart(6)}  ${scenario.name}`,
    ),
    ...splits.map(({ from, into }) => `  split: ${from} → ${into.join(' | ')}`),
    ...merges.map(({ from, into }) => `  merged: ${from.join(' + ')} → ${into}`),
    ...(drift === null
      ? ['  this is the first mining of these calls; the next one says what changed']
      : changeLines(report, drift)),
    ...retired.map(({ name, calls: earlier }) => `  no more: ${name} (${earlier} calls before)`),
    ...(report.practices ? practiceLines(report.practices) : []),
    ...(report.names ? namesLines(report.names) : []),
  ];
}

function namesLines({ model, named, kept, requests, fromCache, promptTokens, answerTokens, cost }: Names): string[] {
  const reasons = Object.entries(kept).map(([why, n]) => `${n} ${why}`);
  return [
    `  names: ${named} by ${model}, ${reasons.length > 0 ? `the others as the rules have them (${reasons.join(', ')})` : 'none refused'}`,
    `  ${requests} questions, ${fromCache} answers known before, ${promptTokens + answerTokens} tokens, cost ${cost.toFixed(4)}`,
  ];
}

// Of each sort of change, the largest so many are named.
const mostNamed = 8;
const levels = {
  none: 'calls are about the same matters as before',
  slight: 'a few calls in a hundred are about other matters than before',
  clear: 'one call in ten to one in four is about another matter than before',
  strong: 'more than a quarter of the calls are about other matters than before',
} as const;

/** How far each complaint type is what calls say themselves. */
function typeLines({ taxonomy: { nodes } }: Report): readonly string[] {
  const met = nodes.filter(({ calls }) => calls > 0);
  const missed = nodes.filter(({ calls }) => calls === 0);
  return [
    ...met.map(({ name, calls, scenarios, read, agreeing, elsewhere }) => {
      const agree = read === 0 ? 'none was read' : `${percent(agreeing / read)} say so themselves`;
      const more = elsewhere === 0 ? '' : `, ${elsewhere} more say so elsewhere`;
      return `    ${name}: ${counted(calls, 'call')} in ${counted(scenarios, 'scenario')}, ${agree}${more}`;
    }),
    ...(missed.length === 0 ? [] : [`    no scenario is under: ${missed.map(({ name }) => name).join(', ')}`]),
  ];
}

/** What moved since the last mining, in words: how far altogether, and which scenarios grew, shrank or are new. */
function changeLines({ scenarios, driftLevel }: Report, drift: number): readonly string[] {
  const moved = (change: 'grew' | 'shrank' | 'new') => {
    const own = scenarios
      .filter((scenario) => scenario.change === change)
      .sort((a, b) => Math.abs(b.share - (b.shareBefore ?? 0)) - Math.abs(a.share - (a.shareBefore ?? 0)));
    const more = own.length - mostNamed;
    return [
      ...own.slice(0, mostNamed).map(({ name, share, shareBefore }) => {
        const before = shareBefore === null ? '' : `${percent(shareBefore)} → `;
        return `  ${change}: ${name} (${before}${percent(share)} of the calls)`;
      }),
      ...(more > 0 ? [`  ${change}: ${more} more`] : []),
    ];
  };
  const steady = scenarios.filter(({ change }) => change === 'steady').length;
  return [
    `  drift since the last mining: ${drift.toFixed(3)} of 1${driftLevel ? `, ${levels[driftLevel]}` : ''}`,
    ...moved('grew'),
    ...moved('shrank'),
    ...moved('new'),
    ...(steady > 0 ? [`  about as before: ${counted(steady, 'scenario')}`] : []),
  ];
}

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

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
