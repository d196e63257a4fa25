import { type FactValue, factValueSchema, type Quantity } from '../../../graph-schema/index.ts';
import type { Labels } from '../i18n/use-labels.ts';
import type { ContentField } from './content-fields.ts';

export type Translate = (key: string, options?: Record<string, unknown>) => string;

/** The words of a field's value as people read them; empty when there is none. */
export function fieldText(field: ContentField, value: unknown, labels: Labels, translate: Translate): string {
  if (value === undefined || value === null || value === '') return '';
  switch (field.form) {
    case 'choice':
      return labels.of(field.list, String(value));
    case 'choices':
      return strings(value)
        .map((one) => labels.of(field.list, one))
        .join(' · ');
    case 'lines':
      return strings(value).join('\n');
    case 'share':
      return `${Math.round(Number(value) * 100)}%`;
    case 'effect':
      return effectText(value, translate);
    case 'value':
      return valueText(value, translate);
    default:
      return String(value);
  }
}

export function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function effectText(value: unknown, translate: Translate): string {
  if (typeof value !== 'object' || value === null) return '';
  const effect = value as Record<string, number>;
  const points = (share: number | undefined) => `${((share ?? 0) * 100).toFixed(1)}`;
  return translate('app.effect', {
    lift: points(effect.lift),
    low: points(effect.low),
    high: points(effect.high),
    calls: effect.calls ?? 0,
    agents: effect.agents ?? 0,
    teams: effect.teams ?? 0,
  });
}

function valueText(value: unknown, translate: Translate): string {
  const parsed = factValueSchema.safeParse(value);
  return parsed.success ? factText(parsed.data, translate) : JSON.stringify(value);
}

function factText(value: FactValue, translate: Translate): string {
  switch (value.type) {
    case 'range':
      return `${quantityText(value.low, translate)} – ${quantityText(value.high, translate)}`;
    case 'tiers':
      return value.tiers.map((tier) => `${tier.when}: ${factText(tier.value, translate)}`).join('\n');
    case 'text':
      return value.text;
    default:
      return bounded(value, quantityText(value, translate), translate);
  }
}

function bounded(value: Quantity, words: string, translate: Translate): string {
  const text = value.bound ? translate(`app.bound.${value.bound}`, { value: words }) : words;
  if (value.type !== 'rate') return text;
  const limits = (['minimum', 'maximum'] as const).flatMap((name) => {
    const limit = value[name];
    const bound = name === 'minimum' ? 'at_least' : 'at_most';
    return limit ? [translate(`app.bound.${bound}`, { value: quantityText(limit, translate) })] : [];
  });
  return [text, ...limits].join(', ');
}

function quantityText(value: Quantity, translate: Translate): string {
  const per = 'per' in value && value.per ? ` / ${value.per}` : '';
  switch (value.type) {
    case 'amount':
      return `${value.amount.toLocaleString()} ${value.currency}${per}`;
    case 'rate':
      return `${value.percent}%${per}`;
    case 'duration':
      return translate(`app.duration.${value.unit}`, { smart_count: value.count, n: value.count });
    case 'count':
      return `${value.count}${value.unit ? ` ${value.unit}` : ''}${per}`;
    case 'date':
      return value.date;
  }
}
