import { z } from 'zod';
import { maxStoredInt, type Outcome, outcomes, type RiskLevel, riskLevels } from '../../../graph-schema/index.ts';
import { DomainError, type FieldError } from '../../errors.ts';
import { canonicalJson, sha256 } from '../../publishing/keyed-hash.ts';
import { type OutcomeRules, satisfactionScale, scaleOf, sourceName } from './outcome-rules.ts';

/** What one source says of how one call ended. */
export const outcomeReportSchema = z.strictObject({
  /** A past call's key in its collection, or a live call's id or external reference. */
  callRef: z.string().trim().min(1).max(300),
  source: sourceName,
  result: outcomes.schema.optional(),
  satisfaction: z.number().min(-1_000).max(1_000).optional(),
  /** The scale of the satisfaction, where it is not the one that the institution set for the source. */
  satisfactionScale: satisfactionScale.optional(),
  /** Whether the customer came back about the same matter. */
  repeatContact: z.boolean().optional(),
  handlingSeconds: z
    .int()
    .min(0)
    .max(Math.floor(maxStoredInt / 1_000))
    .optional(),
  /** Name or key of what the call was about; stored as it is sent, so it has no room for numbers of anybody. */
  complaintType: z
    .string()
    .trim()
    .max(100)
    .regex(
      /^(?!.*\d{6})[\p{L}\p{N}][\p{L}\p{M}\p{N} _./&-]*$/u,
      'a name of letters and digits, at most five digits in a row',
    )
    .optional(),
  riskLevel: riskLevels.schema.optional(),
  /** When the source came to say so; the newest counts. Absent: now. */
  occurredAt: z.iso.datetime({ offset: true }).optional(),
});
export type OutcomeReport = z.output<typeof outcomeReportSchema>;

/** A report as its row has it. */
export interface ReportRow {
  readonly callRef: string;
  readonly source: string;
  readonly result: Outcome | null;
  readonly satisfaction: number | null;
  readonly satisfactionMin: number | null;
  readonly satisfactionMax: number | null;
  readonly repeatContact: boolean | null;
  readonly handlingSeconds: number | null;
  readonly complaintType: string | null;
  readonly riskLevel: RiskLevel | null;
  readonly occurredAt: Date | null;
  /** Over all but the time. */
  readonly saying: string;
  readonly contentHash: string;
}

type Said = Omit<ReportRow, 'saying' | 'contentHash'>;

/** Completes a row by its hashes. */
export function hashedRow(said: Said): ReportRow {
  const { occurredAt, ...rest } = said;
  return { ...said, saying: sha256(canonicalJson(rest)), contentHash: sha256(canonicalJson(said)) };
}

/** Turns reports into rows; refuses all of them, each fault by name, when one cannot be right. */
export function reportRows(rules: OutcomeRules, reports: readonly OutcomeReport[]): readonly ReportRow[] {
  const errors: FieldError[] = [];
  const undated = new Map<string, string>();
  const rows = reports.map((report, index) => {
    const refuse = (field: string, message: string) => errors.push({ path: `body.reports.${index}${field}`, message });
    const { callRef, source, satisfaction, occurredAt } = report;
    const says = saysSomething(report);
    if (!says) {
      refuse(
        '',
        'it says nothing of the call; send result, satisfaction, repeatContact, handlingSeconds, complaintType or riskLevel',
      );
    }
    const scale = report.satisfactionScale ?? scaleOf(rules, source);
    if (satisfaction !== undefined && (satisfaction < scale.min || satisfaction > scale.max)) {
      refuse(
        '.satisfaction',
        `it is not on the scale ${scale.min} to ${scale.max}; send its scale as satisfactionScale`,
      );
    }
    const row = hashedRow({
      callRef,
      source,
      result: report.result ?? null,
      satisfaction: satisfaction ?? null,
      satisfactionMin: satisfaction === undefined ? null : scale.min,
      satisfactionMax: satisfaction === undefined ? null : scale.max,
      repeatContact: report.repeatContact ?? null,
      handlingSeconds: report.handlingSeconds ?? null,
      complaintType: report.complaintType ?? null,
      riskLevel: report.riskLevel ?? null,
      occurredAt: occurredAt === undefined ? null : new Date(occurredAt),
    });
    if (says && occurredAt === undefined) {
      const key = `${source}\u0000${callRef}`;
      const other = undated.get(key);
      if (other !== undefined && other !== row.saying) {
        refuse('.occurredAt', 'the same source says something else of this call in this batch; say when each was said');
      }
      undated.set(key, row.saying);
    }
    return row;
  });
  const [first] = errors;
  if (first) {
    throw new DomainError('invalid_request', `Nothing was stored. ${first.path}: ${first.message}`, {
      errors: errors.slice(0, 20),
    });
  }
  return rows;
}

function saysSomething({
  callRef: _ref,
  source: _source,
  occurredAt: _at,
  satisfactionScale: _scale,
  ...said
}: OutcomeReport) {
  return Object.values(said).some((value) => value !== undefined);
}
