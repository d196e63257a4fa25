import { text } from 'node:stream/consumers';
import { ConfigError } from '../config.ts';
import type { ServiceClient } from './service-client.ts';

export interface EraseOptions {
  readonly customer?: string;
  readonly pseudonym?: string;
  readonly source?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

interface Report {
  readonly id: string | null;
  readonly target: 'customer' | 'source';
  readonly outcome: 'erased' | 'would_erase' | 'nothing_left';
  readonly erasedAt: string | null;
  readonly counts: Readonly<Record<string, number>>;
  readonly retracted: {
    readonly position: number | null;
    readonly versions: readonly { readonly itemId: string; readonly version: number; readonly kind: string }[];
  };
  readonly keptVersions: number;
  readonly miningRuns: readonly string[];
  readonly finished: boolean;
}

const names: Readonly<Record<string, string>> = {
  sources: 'sources (transcripts, documents, attestations)',
  segments: 'segments of their text',
  cases: 'cases',
  outcomeReports: 'reports of outcomes',
  recordings: 'recordings, with their keys',
  runFiles: 'names of files that brought nothing else',
  calls: 'live calls',
  utterances: 'utterances in them',
  events: 'events in them',
  gaps: 'questions that nothing answered',
  cards: 'cards in other calls',
  versions: 'published versions',
  vectors: 'vectors of them',
  proposals: 'proposals of which nothing is left',
  parts: 'parts of proposals',
  comments: 'comments and reasons',
  answers: 'answers kept for repeated requests',
  uploads: 'runs whose failed uploads were kept to be read again',
};

const shownVersions = 20;

const remains = [
  'What remains: ids and times; which version was on whose screen when; decisions with who made them; keyed hashes in the audit chain,',
  'which nobody can turn back into words. Backups and exports made before keep everything until they are thrown away: restore none of',
  'them without erasing again. See docs/guides/erasure.md.',
];

/** Refuses options that do not name one customer or source; before a service is started for them. */
export function checkEraseOptions({ customer, pseudonym, source }: EraseOptions): void {
  const named = [customer, pseudonym, source].filter((name) => name !== undefined);
  if (named.length !== 1) throw new ConfigError('Name one of --customer, --pseudonym and --source');
}

/** Erases a customer or a source and prints what was found, erased, retracted and what remains. */
export async function eraseCommand(client: ServiceClient, options: EraseOptions): Promise<boolean> {
  const customerId = options.customer === '-' ? (await text(process.stdin)).trim() : options.customer;
  if (customerId === '') throw new ConfigError('--customer -: standard input held no id');
  const report = await client.post<Report>('/v1/erasures', {
    ...(customerId === undefined ? {} : { customerId }),
    ...(options.pseudonym === undefined ? {} : { pseudonym: options.pseudonym }),
    ...(options.source === undefined ? {} : { sourceId: options.source }),
    dryRun: options.dryRun,
  });
  console.log(options.json ? JSON.stringify(report, null, 2) : eraseReport(report).join('\n'));
  return true;
}

/** The report as lines for people. */
function eraseReport(report: Report): readonly string[] {
  const { outcome, erasedAt, id } = report;
  if (outcome === 'nothing_left')
    return [`Nothing is left: it was erased on ${erasedAt} (${id}), and nothing came since.`];
  const head = outcome === 'erased' ? `Erased on ${erasedAt} (${id}):` : 'Nothing was changed. This would be erased:';
  const counted = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${String(count).padStart(8)}  ${names[name] ?? name}`);
  return [head, ...counted, ...retractions(report), ...after(report), ...(outcome === 'erased' ? remains : [])];
}

function retractions({ outcome, retracted, keptVersions }: Report): readonly string[] {
  const { versions, position } = retracted;
  const verb = outcome === 'erased' ? `Retracted by decision ${position}` : 'Would be retracted';
  const listed = versions
    .slice(0, shownVersions)
    .map(({ itemId, version, kind }) => `          ${kind} ${itemId}, version ${version}`);
  const more = versions.length > shownVersions ? [`          ... and ${versions.length - shownVersions} more`] : [];
  const kept =
    keptVersions === 0 ? [] : [`${keptVersions} versions stay: they rest on others too, and quote nothing of this.`];
  return [...(versions.length === 0 ? [] : [`${verb}:`, ...listed, ...more]), ...kept];
}

function after({ outcome, miningRuns, finished }: Report): readonly string[] {
  if (outcome !== 'erased') return [];
  return [
    ...miningRuns.map((run) => `The remaining calls are mined anew in run ${run}; look at its proposals.`),
    ...(finished
      ? []
      : ['The transaction is done. Files and dead rows are still being cleaned: ask again, or see GET /v1/erasures.']),
  ];
}
