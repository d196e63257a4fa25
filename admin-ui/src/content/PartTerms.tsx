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
import { boundary } from '../i18n/times.ts';
import { type Labels, useLabels } from '../i18n/use-labels.ts';
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
  const applies = conditionsText(part.conditions, labels, translate);
  const terms: [label: string, text: string][] = [
    [translate('app.terms.validity'), validityText(part, labels, translate)],
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
  { locale }: Labels,
  translate: Translate,
): string {
  if (validFrom === null && validTo === null) return translate('app.terms.always');
  const from = validFrom === null ? '' : boundary(validFrom, locale);
  const to = validTo === null ? '' : boundary(validTo, locale);
  if (to === '') return translate('app.terms.from', { from });
  return from === '' ? translate('app.terms.until', { to }) : translate('app.terms.from_until', { from, to });
}

function conditionsText(conditions: Applicability, labels: Labels, translate: Translate): string {
  const { products, channels: ways, regions, segments, contractDate } = conditions;
  const parts: (readonly [string, readonly string[] | undefined])[] = [
    ['products', products],
    ['channels', ways?.map((way) => labels.of(channels, way))],
    ['regions', regions],
    ['segments', segments],
    ['contract_date', contractDate && [`${contractDate.from ?? '…'} – ${contractDate.to ?? '…'}`]],
  ];
  return parts
    .flatMap(([name, values]) => (values ? [`${translate(`app.terms.${name}`)} ${values.join(' / ')}`] : []))
    .join('；');
}
