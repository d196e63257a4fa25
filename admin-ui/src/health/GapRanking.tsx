import { Box, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslate } from 'react-admin';
import { riskLevels } from '../../../graph-schema/index.ts';
import { GapActions } from '../gaps/GapActions.tsx';
import { useLabels } from '../i18n/use-labels.ts';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { When } from '../widgets/When.tsx';
import { useHealthApi } from './health-api.ts';

/** Questions that nothing answers, those that most calls and the highest risk ask for first. */
export function GapRanking() {
  const api = useHealthApi();
  const translate = useTranslate();
  const labels = useLabels();
  const gaps = useQuery({ queryKey: ['health', 'gaps'], queryFn: () => api.gaps() });
  if (gaps.isPending) return <LoadingMessage />;
  if (gaps.error) return <ErrorMessage error={gaps.error} onRetry={() => void gaps.refetch()} />;
  if (gaps.data.items.length === 0) return <StateMessage title={translate('app.health.empty')} />;
  const most = Math.max(...gaps.data.items.map(({ score }) => score));
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {(['question', 'asked', 'in_calls', 'risk', 'last', 'fix'] as const).map((column) => (
              <TableCell key={column}>{translate(`app.health.column.${column}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {gaps.data.items.map((gap) => (
            <TableRow key={gap.id} data-testid="ranked-gap">
              <TableCell sx={{ minWidth: 280 }}>
                {gap.question}
                <Box
                  aria-hidden
                  sx={{
                    mt: 0.5,
                    height: 4,
                    borderRadius: 2,
                    bgcolor: '#c9772b',
                    width: `${(gap.score / most) * 100}%`,
                  }}
                />
              </TableCell>
              <TableCell align="right">{gap.asked}</TableCell>
              <TableCell align="right">{gap.calls}</TableCell>
              <TableCell>{labels.of(riskLevels, gap.risk)}</TableCell>
              <TableCell>
                <When at={gap.lastAt} />
              </TableCell>
              <TableCell>
                <GapActions question={gap.question} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}
