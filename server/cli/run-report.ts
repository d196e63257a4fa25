import type { RunFile, RunView } from '../modules/ingest-runs/index.ts';
import type { ServiceClient } from './service-client.ts';

const perPage = 500;

/** What became of every file of a run. */
export async function filesOfRun(client: ServiceClient, runId: string): Promise<readonly RunFile[]> {
  const files: RunFile[] = [];
  for (let page = 1; ; page += 1) {
    const { items, total } = await client.get<{ items: RunFile[]; total: number }>(
      `/v1/ingest-runs/${runId}/files?perPage=${perPage}&page=${page}`,
    );
    files.push(...items);
    if (items.length === 0 || files.length >= total) return files;
  }
}

const marks = { pending: '…', new: '+', changed: '~', unchanged: '=', failed: '✗', skipped: '-' } as const;

/** A run and each of its files, as lines for people. */
export function reportLines(run: RunView, files: readonly RunFile[]): readonly string[] {
  return [summary(run), ...(run.error ? [run.error] : []), ...files.flatMap(fileLines), ...adviceFor(run)];
}

function summary({ id, status, dryRun, counts, progress }: RunView): string {
  const numbers = (['new', 'changed', 'unchanged', 'failed', 'skipped'] as const).map(
    (name) => `${counts[name]} ${name}`,
  );
  const proposals = dryRun ? 'nothing was stored' : `${progress.proposals} proposals`;
  return `${id} ${status}${dryRun ? ' (dry run)' : ''}: ${numbers.join(', ')}; ${progress.records} records, ${proposals}`;
}

function fileLines({ name, status, reason, remedy, records, report }: RunFile): readonly string[] {
  const parts = report === null ? '' : foundIn(report);
  const found = parts === '' ? '' : ` (${parts})`;
  const told = (where: string, why: string, mend: string | null) => [
    `      ${where}${why}`,
    ...(mend ? [`      → ${mend}`] : []),
  ];
  return [
    `  ${marks[status]} ${name}: ${status}, ${records} records${found}`,
    ...(reason === null ? [] : told('', reason, remedy)),
    ...(report?.notices ?? []).flatMap((notice) =>
      told(notice.where === name ? '' : `${notice.where}: `, notice.reason, notice.remedy),
    ),
  ];
}

function foundIn({
  format,
  sources,
  types,
  languages,
  personalData,
  problems,
}: NonNullable<RunFile['report']>): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  const parts = [
    format ?? '',
    list(types),
    sources.changed > 0 ? list(sources) : '',
    Object.keys(languages).length === 0 ? '' : `in ${Object.keys(languages).join(', ')}`,
    Object.keys(personalData).length === 0 ? '' : `personal data replaced: ${list(personalData)}`,
    problems === 0 ? '' : `${problems} problems`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function adviceFor({ id, retryUntil, counts, status }: RunView): readonly string[] {
  if (status === 'cancelled') {
    return ['What was stored before stays, without further proposals; the next run of the collection takes it up.'];
  }
  if (counts.failed + counts.skipped === 0) return [];
  return retryUntil === null
    ? []
    : [`Until ${retryUntil}: coach runs retry ${id} reads the files again that failed or were skipped.`];
}
