import { Box, Paper, Table, TableBody, TableCell, TableHead, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useDataProvider, usePermissions, useTranslate } from 'react-admin';
import { Link } from 'react-router-dom';
import { outcomes, riskLevels } from '../../../graph-schema/index.ts';
import type { Permissions } from '../access/permissions.ts';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { CallOutcomeView, OutcomeReportView } from '../api/types.ts';
import { useLabels } from '../i18n/use-labels.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ToneChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';

/** How a past call ended: what counts, who says so, and every report behind it. Nothing for a source that is no call. */
export function CallOutcome({ sourceId }: { sourceId: string }) {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Permissions>();
  const api = useDataProvider<CoachDataProvider>();
  const { data } = useQuery({
    queryKey: ['outcome', sourceId],
    queryFn: () => api.callOutcome(sourceId),
    enabled: permissions.includes('outcomes:read'),
  });
  // A call of which nobody said anything needs no place to say so.
  if (!data?.effective || !(data.secondCallAfter !== null || saysAnything(data.effective, data.reports))) return null;
  return (
    <Paper component="section" data-testid="call-outcome" sx={{ border: 1, borderColor: 'divider', p: 2.5, mb: 2 }}>
      <Typography variant="h6" component="h2" sx={{ mb: 1 }}>
        {translate('app.outcome.title')}
      </Typography>
      <Effective effective={data.effective} />
      {data.secondCallAfter !== null && (
        <Typography variant="body2" sx={{ mt: 0.5 }}>
          <Link to={`/sources/${encodeURIComponent(data.secondCallAfter)}/show`}>
            {translate('app.outcome.second_call')}
          </Link>
        </Typography>
      )}
      {data.reports.length > 0 && <Reports reports={data.reports} />}
    </Paper>
  );
}

function saysAnything(effective: NonNullable<CallOutcomeView['effective']>, reports: readonly OutcomeReportView[]) {
  const { resultSource, satisfaction, repeatContact, handlingSeconds, complaintType, riskLevel } = effective;
  const facts = [resultSource, satisfaction, repeatContact, handlingSeconds, complaintType, riskLevel];
  return reports.length > 0 || facts.some((fact) => fact !== null);
}

function Effective({ effective }: { effective: NonNullable<CallOutcomeView['effective']> }) {
  const translate = useTranslate();
  const labels = useLabels();
  const source = useSourceName();
  const { result, resultSource, satisfactionShare, satisfaction, repeatContact, repeatContactSource } = effective;
  const facts = [
    satisfaction === null
      ? null
      : translate('app.outcome.satisfaction_is', {
          value: satisfaction,
          share: satisfactionShare === null ? '—' : `${Math.round(satisfactionShare * 100)}%`,
        }),
    repeatContact === null
      ? null
      : translate(repeatContact ? 'app.outcome.came_back' : 'app.outcome.not_back', {
          source: source(repeatContactSource ?? ''),
        }),
    effective.handlingSeconds === null
      ? null
      : translate('app.outcome.handled_in', { minutes: Math.round(effective.handlingSeconds / 6) / 10 }),
    effective.complaintType,
    effective.riskLevel === null
      ? null
      : translate('app.outcome.risk', { level: labels.of(riskLevels, effective.riskLevel) }),
  ].filter((fact) => fact !== null);
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
        <Typography variant="body1" sx={{ fontWeight: 650 }}>
          {labels.of(outcomes, result)}
        </Typography>
        {resultSource !== null && (
          <>
            <Typography variant="body2">{translate('app.outcome.says', { source: source(resultSource) })}</Typography>
            <TrustChip trusted={effective.trusted} />
          </>
        )}
      </Box>
      {facts.length > 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 0.5 }}>
          {facts.join(' · ')}
        </Typography>
      )}
    </>
  );
}

function Reports({ reports }: { reports: readonly OutcomeReportView[] }) {
  const translate = useTranslate();
  const labels = useLabels();
  const source = useSourceName();
  return (
    <Box component="details" sx={{ mt: 1.5, '& summary': { cursor: 'pointer', fontSize: '.9rem' } }}>
      <summary>{translate('app.outcome.reports', { smart_count: reports.length })}</summary>
      <Box sx={{ overflowX: 'auto' }}>
        <Table size="small" sx={{ mt: 1 }}>
          <TableHead>
            <TableRow>
              {['source', 'result', 'satisfaction', 'repeat', 'at', 'by'].map((column) => (
                <TableCell key={column}>{translate(`app.outcome.columns.${column}`)}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {reports.map((report) => (
              <TableRow key={report.id}>
                <TableCell>
                  {source(report.source)} <TrustChip trusted={report.trusted} />
                </TableCell>
                <TableCell>{report.result === null ? '—' : labels.of(outcomes, report.result)}</TableCell>
                <TableCell>
                  {report.satisfaction === null
                    ? '—'
                    : `${report.satisfaction} (${report.satisfactionScale?.min}–${report.satisfactionScale?.max})`}
                </TableCell>
                <TableCell>
                  {report.repeatContact === null
                    ? '—'
                    : translate(report.repeatContact ? 'ra.boolean.true' : 'ra.boolean.false')}
                </TableCell>
                <TableCell>{report.occurredAt === null ? '—' : <When at={report.occurredAt} exact />}</TableCell>
                <TableCell>
                  {report.fromTranscript ? (
                    translate('app.outcome.from_transcript')
                  ) : (
                    <Actor name={report.reportedByName ?? '—'} />
                  )}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Box>
  );
}

function TrustChip({ trusted }: { trusted: boolean }) {
  const translate = useTranslate();
  return (
    <ToneChip
      tone={trusted ? 'good' : 'wait'}
      label={translate(trusted ? 'app.outcome.trusted' : 'app.outcome.untrusted')}
    />
  );
}

/** The sources that every institution has by their names in the reader's language; others as they call themselves. */
function useSourceName(): (source: string) => string {
  const translate = useTranslate();
  return (source) => translate(`app.outcome.source.${source.replaceAll('.', '_')}`, { _: source });
}
