import { z } from 'zod';
import { outcomes, riskLevels } from '../../../graph-schema/index.ts';
import { notFound } from '../../errors.ts';
import { instant, likeText, listQuery } from '../../http/lists.ts';
import { readPage } from '../../paging/read-page.ts';
import type { Executor, SqlValue } from '../../ports/database.ts';
import { type OutcomeRules, trustedSources } from './outcome-rules.ts';
import type { OutcomesService } from './outcomes-service.ts';
import { repeatedWithin, secondCallAfter } from './repeat-contact.ts';

export const outcomeReportView = z.object({
  id: z.string(),
  collectionId: z.string(),
  callRef: z.string(),
  /** The call's source; null: it is not there yet. */
  sourceId: z.string().nullable(),
  source: z.string(),
  trusted: z.boolean(),
  result: outcomes.schema.nullable(),
  satisfaction: z.number().nullable(),
  satisfactionScale: z.object({ min: z.number(), max: z.number() }).nullable(),
  repeatContact: z.boolean().nullable(),
  handlingSeconds: z.int().nullable(),
  complaintType: z.string().nullable(),
  riskLevel: riskLevels.schema.nullable(),
  occurredAt: instant.nullable(),
  /** It came with the call's own transcript. */
  fromTranscript: z.boolean(),
  reportedByName: z.string().nullable(),
  createdAt: instant,
});
export const effectiveOutcomeView = z.object({
  result: outcomes.schema,
  resultSource: z.string().nullable(),
  /** Whether agents may be measured by the result. */
  trusted: z.boolean(),
  satisfaction: z.int().nullable(),
  /** 0 (worst) to 1 (best), whatever the scale. */
  satisfactionShare: z.number().nullable(),
  satisfactionSource: z.string().nullable(),
  repeatContact: z.boolean().nullable(),
  /** `system`: derived from the same customer's next call. */
  repeatContactSource: z.string().nullable(),
  handlingSeconds: z.int().nullable(),
  complaintType: z.string().nullable(),
  riskLevel: riskLevels.schema.nullable(),
});
export const callOutcomeView = z.object({
  effective: effectiveOutcomeView.nullable(),
  /** The source of the call before it by the same customer on the same matter; null: none is known. */
  secondCallAfter: z.string().nullable(),
  reports: z.array(outcomeReportView),
});
export const outcomeListQuery = listQuery(['createdAt', 'occurredAt'], {
  collectionId: z.string().max(100).optional(),
  callRef: z.string().max(300).optional(),
  source: z.string().max(50).optional(),
  result: outcomes.schema.optional(),
  /** true: only those whose call is not there yet. */
  waiting: z.enum(['true', 'false']).optional(),
});

type ReportView = z.infer<typeof outcomeReportView>;

interface Row extends Omit<ReportView, 'trusted' | 'satisfactionScale' | 'occurredAt' | 'createdAt'> {
  least: number | null;
  most: number | null;
  occurredAt: Date | null;
  createdAt: Date;
}

const columns = `p.id, p.collection_id as "collectionId", p.call_ref as "callRef", call.source_id as "sourceId", p.source, p.result, p.satisfaction,
  p.satisfaction_min as least, p.satisfaction_max as most, p.repeat_contact as "repeatContact", p.handling_seconds as "handlingSeconds",
  p.complaint_type as "complaintType", p.risk_level as "riskLevel", p.occurred_at as "occurredAt", p.revision_id is not null as "fromTranscript",
  coalesce((select u.display_name from users u where u.id = p.reported_by), (select k.name from api_keys k where k.id = p.reported_by), p.reported_by) as "reportedByName",
  p.created_at as "createdAt"`;
const call = `left join lateral (select c.source_id from sources o join cases c on c.source_id = o.id
  where o.collection_id = p.collection_id and o.key = p.call_ref limit 1) call on true`;
const sortColumns = { createdAt: 'p.created_at', occurredAt: 'p.occurred_at' } as const;

function toView({ least, most, occurredAt, createdAt, ...row }: Row, trusted: readonly string[]): ReportView {
  return {
    ...row,
    trusted: trusted.includes(row.source),
    satisfactionScale: least === null || most === null ? null : { min: least, max: most },
    occurredAt: occurredAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}

/** One page of the reports. */
export async function listReports(
  executor: Executor,
  { rules, keptReference }: Pick<OutcomesService, 'rules' | 'keptReference'>,
  query: z.output<typeof outcomeListQuery>,
) {
  const params: SqlValue[] = [
    query.collectionId ?? null,
    query.callRef === undefined ? null : keptReference(query.callRef),
    query.source ?? null,
    query.result ?? null,
    query.waiting === undefined ? null : query.waiting === 'true',
    query.q === undefined ? null : likeText(keptReference(query.q)),
  ];
  const where = `($1::text is null or p.collection_id = $1) and ($2::text is null or p.call_ref = $2) and ($3::text is null or p.source = $3)
    and ($4::text is null or p.result = $4) and ($5::boolean is null or (call.source_id is null) = $5)
    and ($6::text is null or p.call_ref ilike '%' || $6 || '%')`;
  const { rows, total } = await readPage<Row>(executor, query, {
    columns,
    from: `outcome_reports p ${call}`,
    where,
    params,
    key: 'p.id',
    sort: sortColumns[query.sort],
    nulls: 'last',
  });
  const trusted = trustedSources(rules);
  return { items: rows.map((row) => toView(row, trusted)), total };
}

interface EffectiveRow extends Omit<z.infer<typeof effectiveOutcomeView>, 'trusted' | 'riskLevel'> {
  riskLevel: ReportView['riskLevel'];
  cameBack: boolean;
  secondCallAfter: string | null;
}

/** What a call's source shows of its end, and every report behind it, those that count first. */
export async function readCallOutcome(
  executor: Executor,
  rules: OutcomeRules,
  sourceId: string,
): Promise<z.infer<typeof callOutcomeView>> {
  const source = await executor.query<{ collection_id: string; key: string }>(
    'select collection_id, key from sources where id = $1',
    [sourceId],
  );
  const of = source.rows[0];
  if (!of) throw notFound('source', sourceId);
  const found = await executor.query<EffectiveRow>(
    `select c.outcome as result, c.outcome_source as "resultSource", c.satisfaction, c.satisfaction_share as "satisfactionShare",
            c.satisfaction_source as "satisfactionSource", c.repeat_contact as "repeatContact", c.repeat_contact_source as "repeatContactSource",
            c.handling_seconds as "handlingSeconds", c.complaint_type as "complaintType", c.risk_level as "riskLevel",
            ${repeatedWithin('c', '$2')} as "cameBack", ${secondCallAfter('c', '$2')} as "secondCallAfter"
       from cases c where c.source_id = $1`,
    [sourceId, rules.repeatContactDays],
  );
  const trusted = trustedSources(rules);
  const reports = await executor.query<Row>(
    `select ${columns} from outcome_reports p ${call} where p.collection_id = $1 and p.call_ref = $2
      order by p.source = any($3) desc, array_position($3, p.source), p.occurred_at desc nulls last, p.id limit 200`,
    [of.collection_id, of.key, trusted],
  );
  const row = found.rows[0];
  return {
    effective: row ? effectiveOf(row, trusted) : null,
    secondCallAfter: row?.secondCallAfter ?? null,
    reports: reports.rows.map((one) => toView(one, trusted)),
  };
}

function effectiveOf({ cameBack, secondCallAfter: _told, ...row }: EffectiveRow, trusted: readonly string[]) {
  const derived = cameBack && row.repeatContact !== true;
  return {
    ...row,
    ...(derived ? { repeatContact: true, repeatContactSource: 'system' } : {}),
    trusted: row.resultSource !== null && trusted.includes(row.resultSource),
  };
}
