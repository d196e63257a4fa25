import { Box, Typography } from '@mui/material';
import { useTranslate } from 'react-admin';
import {
  type Applicability,
  type Audience,
  audiences,
  channels,
  type Governance,
  governances,
} from '../../../graph-schema/index.ts';
import { calendarDay, dayBefore, type Times } from '../i18n/times.ts';
import { type Labels, useLabels } from '../i18n/use-labels.ts';
import { useTimes } from '../i18n/use-times.ts';
import type { Translate } from './field-text.ts';

interface Terms {
  readonly conditions: Applicability;
  readonly audience: readonly Audience[];
  readonly governance?: Governance;
  readonly confidence: number;
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** The conditions of use in one line: when it holds, for whom it applies, who may see it, how sure its proposer is. */
export function PartTerms({ part }: { part: Terms }) {
  const translate = useTranslate();
  const labels = useLabels();
  const times = useTimes();
  const applies = conditionsText(part.conditions, labels, translate);
  const terms: [label: string, text: string][] = [
    [translate('app.terms.validity'), validityText(part, times, translate)],
    ...(applies === '' ? [] : ([[translate('app.terms.applies'), applies]] as [string, string][])),
    [translate('app.terms.audience'), part.audience.map((one) => labels.of(audiences, one)).join(' · ')],
    ...(part.governance
      ? ([[translate('app.terms.governance'), labels.of(governances, part.governance)]] as [string, string][])
      : []),
    [translate('app.confidence'), `${Math.round(part.confidence * 100)}%`],
  ];
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2.5, rowGap: 0.25 }}>
      {terms.map(([label, text]) => (
        <Typography key={label} variant="caption" color="textSecondary">
          {label} <span style={{ color: '#17262d' }}>{text}</span>
        </Typography>
      ))}
    </Box>
  );
}

export function validityText(
  { validFrom, validTo }: Pick<Terms, 'validFrom' | 'validTo'>,
  times: Times,
  translate: Translate,
): string {
  if (validFrom === null) {
    return validTo === null ? translate('app.terms.always') : translate('app.terms.until', { to: times.end(validTo) });
  }
  const from = times.start(validFrom);
  if (validTo === null) return translate('app.terms.from', { from });
  return translate('app.terms.from_until', { from, to: times.end(validTo) });
}

function contractDays(
  { from, to }: NonNullable<Applicability['contractDate']>,
  { locale }: Labels,
  translate: Translate,
): string {
  const first = from === undefined ? '' : calendarDay(from, locale);
  const last = to === undefined ? '' : calendarDay(dayBefore(to), locale);
  if (last === '') return translate('app.terms.from', { from: first });
  return first === ''
    ? translate('app.terms.until', { to: last })
    : translate('app.terms.from_until', { from: first, to: last });
}

function conditionsText(conditions: Applicability, labels: Labels, translate: Translate): string {
  const { products, channels: ways, regions, segments, contractDate } = conditions;
  const parts: (readonly [string, readonly string[] | undefined])[] = [
    ['products', products],
    ['channels', ways?.map((way) => labels.of(channels, way))],
    ['regions', regions],
    ['segments', segments],
    ['contract_date', contractDate && [contractDays(contractDate, labels, translate)]],
  ];
  return parts
    .flatMap(([name, values]) => (values ? [`${translate(`app.terms.${name}`)} ${values.join(' / ')}`] : []))
    .join('；');
}
