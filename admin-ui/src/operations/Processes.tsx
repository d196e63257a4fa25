import { Box, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useDataProvider, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { Replica } from '../api/types.ts';
import { ToneChip } from '../widgets/StateChip.tsx';
import { When } from '../widgets/When.tsx';
import { Nothing, Section } from './Section.tsx';
import { usePolled } from './use-polled.ts';

const columns = ['host', 'role', 'state', 'position', 'behind', 'set_aside', 'since'] as const;
const numbers: readonly string[] = ['position', 'behind', 'set_aside'];

/** The processes on this database, and how far each has followed the published log. */
export function Processes() {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const polled = usePolled(['replicas'], () => api.replicas());
  return (
    <Section name="processes" polled={polled} hint={translate('app.operations.refreshes')}>
      {({ items }) =>
        items.length === 0 ? (
          <Nothing>{translate('app.operations.processes.empty')}</Nothing>
        ) : (
          <Table size="small">
            <TableHead>
              <TableRow>
                {columns.map((column) => (
                  <TableCell key={column} align={numbers.includes(column) ? 'right' : 'left'}>
                    {translate(`app.operations.processes.column.${column}`)}
                  </TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {items.map((replica) => (
                <ProcessRow key={replica.id} replica={replica} />
              ))}
            </TableBody>
          </Table>
        )
      }
    </Section>
  );
}

function ProcessRow({ replica }: { replica: Replica }) {
  const translate = useTranslate();
  const { host, pid, role, alive, position, behind, setAside, startedAt, seenAt } = replica;
  return (
    <TableRow data-testid="process-row" data-alive={alive}>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        <strong>{host}</strong>{' '}
        <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
          {translate('app.operations.processes.pid', { pid })}
        </Box>
      </TableCell>
      <TableCell>{translate(`app.operations.role.${role}`)}</TableCell>
      <TableCell>
        <ToneChip
          tone={alive ? 'good' : 'bad'}
          label={translate(alive ? 'app.operations.processes.alive' : 'app.operations.processes.silent')}
        />
        {!alive && (
          <Box component="span" sx={{ ml: 1, color: 'text.secondary', fontSize: '.85em' }}>
            {translate('app.operations.processes.seen')} <When at={seenAt} exact />
          </Box>
        )}
      </TableCell>
      <Amount>{position === null ? '—' : `#${position}`}</Amount>
      <Amount wait={behind !== null && behind > 0}>{behind ?? '—'}</Amount>
      <Amount bad={setAside > 0}>{setAside}</Amount>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>
        <When at={startedAt} exact />
      </TableCell>
    </TableRow>
  );
}

interface AmountProps {
  readonly wait?: boolean;
  readonly bad?: boolean;
  readonly children: string | number;
}

function Amount({ wait = false, bad = false, children }: AmountProps) {
  return (
    <TableCell
      align="right"
      sx={{
        fontVariantNumeric: 'tabular-nums',
        ...(wait || bad ? { color: bad ? 'error.main' : 'warning.main', fontWeight: 650 } : {}),
      }}
    >
      {children}
    </TableCell>
  );
}
