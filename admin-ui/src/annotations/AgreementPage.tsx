import { Box, Paper, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslate } from 'react-admin';
import { annotationKinds, annotationValues } from '../../../graph-schema/index.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { HeardOnly } from '../widgets/HeardOnly.tsx';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { type Agreement, useAnnotationsApi } from './annotations-api.ts';
import { ExportAnnotations } from './ExportDialog.tsx';
import { labelText } from './label-looks.ts';

/** How far experts agree who annotated the same calls without seeing each other's labels. */
export function AgreementPage() {
  const translate = useTranslate();
  const api = useAnnotationsApi();
  const { data, error, refetch } = useQuery({ queryKey: ['annotation-agreement'], queryFn: api.agreement });
  const title = translate('resources.agreement.name');
  if (!data) return error ? <ErrorMessage error={error} onRetry={() => void refetch()} /> : <LoadingMessage />;
  return (
    <Box sx={{ pt: 1.5, pb: 4, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <PageTitle title={title} />
      <HeardOnly>{title}</HeardOnly>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
        <Typography variant="body2" color="textSecondary" data-testid="agreement-counts" sx={{ flex: 1 }}>
          {translate('app.annotations.agreement.counts', {
            finished: data.finished,
            calls: data.calls,
            adjudicated: data.adjudicated,
          })}
        </Typography>
        <ExportAnnotations />
      </Box>
      {data.calls === 0 ? (
        <StateMessage title={translate('app.empty.agreement')} hint={translate('app.empty_hint.agreement')} />
      ) : (
        <>
          <Kinds kinds={data.kinds} />
          <Experts experts={data.experts} />
          <SingleLabels labels={data.labels} />
        </>
      )}
    </Box>
  );
}

function Section({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <Paper component="section" sx={{ border: 1, borderColor: 'divider', p: 2, overflowX: 'auto' }}>
      <Typography variant="h6" component="h2">
        {title}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {hint}
      </Typography>
      {children}
    </Paper>
  );
}

const figure = (value: number | null) => (value === null ? '—' : value.toFixed(2));

function Columns({ names }: { names: readonly string[] }) {
  const translate = useTranslate();
  return (
    <TableHead>
      <TableRow>
        {names.map((name) => (
          <TableCell key={name}>{translate(`app.annotations.agreement.${name}`)}</TableCell>
        ))}
      </TableRow>
    </TableHead>
  );
}

function Kinds({ kinds }: Pick<Agreement, 'kinds'>) {
  const translate = useTranslate();
  const vocabulary = useLabels();
  return (
    <Section
      title={translate('app.annotations.agreement.by_kind')}
      hint={translate('app.annotations.agreement.kind_hint')}
    >
      <Table size="small" data-testid="agreement-kinds">
        <Columns names={['kind', 'kappa', 'alpha', 'interval', 'span_alpha', 'span_interval', 'span_f1']} />
        <TableBody>
          {kinds.map(({ kind, kappa, alpha, interval, spans }) => (
            <TableRow key={kind}>
              <TableCell>{vocabulary.of(annotationKinds, kind)}</TableCell>
              <TableCell>{figure(kappa)}</TableCell>
              <TableCell>{figure(alpha)}</TableCell>
              <TableCell>
                <AlphaPlot alpha={alpha} interval={interval} />
              </TableCell>
              <TableCell>{figure(spans?.alpha ?? null)}</TableCell>
              <TableCell>
                <AlphaPlot alpha={spans?.alpha ?? null} interval={spans?.interval ?? null} />
              </TableCell>
              <TableCell>{figure(spans?.f1 ?? null)}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}

function Experts({ experts }: Pick<Agreement, 'experts'>) {
  const translate = useTranslate();
  return (
    <Section
      title={translate('app.annotations.agreement.by_expert')}
      hint={translate('app.annotations.agreement.expert_hint')}
    >
      <Table size="small" data-testid="agreement-experts">
        <Columns names={['expert', 'annotated', 'doubled', 'kappa', 'accuracy']} />
        <TableBody>
          {experts.map(({ id, name, annotated, doubled, kappa, accuracy }) => (
            <TableRow key={id}>
              <TableCell>{name}</TableCell>
              <TableCell>{annotated}</TableCell>
              <TableCell>{doubled}</TableCell>
              <TableCell>{figure(kappa)}</TableCell>
              <TableCell>{accuracy === null ? '—' : `${Math.round(accuracy * 100)}%`}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}

function SingleLabels({ labels }: Pick<Agreement, 'labels'>) {
  const translate = useTranslate();
  const vocabulary = useLabels();
  return (
    <Section
      title={translate('app.annotations.agreement.by_label')}
      hint={translate('app.annotations.agreement.label_hint')}
    >
      <Table size="small">
        <Columns names={['kind', 'label', 'chosen', 'kappa', 'alpha', 'interval']} />
        <TableBody>
          {labels.map(({ kind, value, name, chosen, kappa, alpha, interval }) => (
            <TableRow key={`${kind} ${value} ${name}`}>
              <TableCell>{vocabulary.of(annotationKinds, kind)}</TableCell>
              <TableCell>
                {'list' in annotationValues[kind]
                  ? labelText(vocabulary, { kind, value, note: '' }, {})
                  : (name ?? value)}
              </TableCell>
              <TableCell>{chosen}</TableCell>
              <TableCell>{figure(kappa)}</TableCell>
              <TableCell>{figure(alpha)}</TableCell>
              <TableCell>
                <AlphaPlot alpha={alpha} interval={interval} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Section>
  );
}

const [width, height] = [120, 16];
const least = -0.2;
const place = (value: number) => ((Math.max(least, Math.min(1, value)) - least) / (1 - least)) * (width - 8) + 4;

/** Alpha in its 95% interval, from below chance to full agreement; the lines are chance and 0.667, the least that conclusions may rest on. */
function AlphaPlot({ alpha, interval }: { alpha: number | null; interval: readonly number[] | null }) {
  const translate = useTranslate();
  if (alpha === null) return <>—</>;
  const [low, high] = [interval?.[0], interval?.[1]];
  const said =
    low === undefined || high === undefined
      ? alpha.toFixed(2)
      : translate('app.annotations.agreement.alpha_is', {
          alpha: alpha.toFixed(2),
          low: low.toFixed(2),
          high: high.toFixed(2),
        });
  const colour = alpha >= 0.8 ? '#1c6b3f' : alpha >= 0.667 ? '#14566b' : '#8a5200';
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={said}>
      <title>{said}</title>
      {[0, 0.667].map((line) => (
        <line
          key={line}
          x1={place(line)}
          x2={place(line)}
          y1={1}
          y2={height - 1}
          stroke="#8c9ba2"
          strokeDasharray="2 2"
        />
      ))}
      {low !== undefined && high !== undefined && (
        <line x1={place(low)} x2={place(high)} y1={height / 2} y2={height / 2} stroke={colour} strokeWidth={2} />
      )}
      <circle cx={place(alpha)} cy={height / 2} r={3.5} fill={colour} />
    </svg>
  );
}
