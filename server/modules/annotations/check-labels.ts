import { type AnnotationLabel, annotationValues, otherValue } from '../../../graph-schema/index.ts';
import { DomainError, type FieldError } from '../../errors.ts';
import type { Executor } from '../../ports/database.ts';
import { labelKey } from './annotation-rows.ts';

/**
 * Labels as they may be stored: their notes redacted. Refuses (`invalid_request`, with the place of each fault) values
 * that no list and no item has, spans outside of the revision, and a label that is there twice.
 */
export async function checkedLabels(
  executor: Executor,
  revisionId: string,
  given: readonly AnnotationLabel[],
  redact: (text: string) => string,
): Promise<readonly AnnotationLabel[]> {
  const lengths = await segmentLengths(executor, revisionId);
  const itemKinds = await kindsOfItems(executor, given);
  const errors: FieldError[] = [];
  const met = new Set<string>();
  given.forEach((label, n) => {
    const path = `body.labels.${n}`;
    const fault = faultOfValue(label, itemKinds);
    if (fault) errors.push({ path: `${path}.${fault.field}`, message: fault.message });
    if (met.has(labelKey(label)))
      errors.push({ path, message: 'this label is there already; add the span to that one instead' });
    met.add(labelKey(label));
    label.spans.forEach((span, s) => {
      const length = lengths.get(span.segmentId);
      if (length === undefined) {
        errors.push({ path: `${path}.spans.${s}.segmentId`, message: 'is no segment of the revision being annotated' });
      } else if (span.end > length) {
        errors.push({ path: `${path}.spans.${s}.end`, message: `must be ${length} at most, the end of its segment` });
      }
    });
  });
  if (errors.length > 0)
    throw new DomainError('invalid_request', 'The labels were not saved: some do not fit the call', { errors });
  return given.map((label) => ({ ...label, note: redact(label.note) }));
}

function faultOfValue(
  { kind, value, note }: AnnotationLabel,
  itemKinds: ReadonlyMap<string, string>,
): { field: 'value' | 'note'; message: string } | null {
  const values = annotationValues[kind];
  if ('list' in values) {
    if (values.list.schema.safeParse(value).success) return null;
    return { field: 'value', message: `must be one of ${values.list.values.join(', ')}` };
  }
  if (value === otherValue) {
    return note === '' ? { field: 'note', message: 'must say what it is, where no item of the graph fits' } : null;
  }
  if (itemKinds.get(value) === values.itemKind) return null;
  return { field: 'value', message: `must be the id of a ${values.itemKind}, or "${otherValue}" with a note` };
}

/** The segments of a revision and how long each is, in UTF-16 units, in their order; erased ones are none. */
export async function segmentLengths(executor: Executor, revisionId: string): Promise<Map<string, number>> {
  const found = await executor.query<{ id: string; text: string }>(
    'select id, text from segments where revision_id = $1 and erased_at is null order by ordinal',
    [revisionId],
  );
  return new Map(found.rows.map(({ id, text }) => [id, text.length]));
}

async function kindsOfItems(
  executor: Executor,
  labels: readonly AnnotationLabel[],
): Promise<ReadonlyMap<string, string>> {
  const found = await executor.query<{ id: string; kind: string }>(
    "select id, kind from items where id = any($1) and sort = 'node'",
    [[...new Set(labels.map(({ value }) => value))]],
  );
  return new Map(found.rows.map(({ id, kind }) => [id, kind]));
}
