import { Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { useState } from 'react';
import { useDataProvider, useTranslate } from 'react-admin';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { SetAsideDecision } from '../api/types.ts';
import { When } from '../widgets/When.tsx';
import { ErrorText } from './ErrorText.tsx';
import { Pages } from './Pages.tsx';
import { processOf } from './process-of.ts';
import { ReplayButton } from './ReplayButton.tsx';
import { Nothing, Section } from './Section.tsx';
import { usePolled } from './use-polled.ts';
import { useDecisionReplay } from './use-replay.ts';

const perPage = 10;
const columns = ['position', 'projection', 'error', 'attempts', 'at'] as const;

/** Decisions that some projection could not take in: what they are about is withheld there. */
export function SetAsideDecisions() {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const [page, setPage] = useState(1);
  const polled = usePolled(['decisions', page], () => api.setAsideDecisions({ page, perPage }));
  const replay = useDecisionReplay();
  const any = (polled.data?.total ?? 0) > 0;
  return (
    <Section
      name="decisions"
      polled={polled}
      heading={replay.heading}
      hint={any && translate('app.operations.decisions.hint')}
    >
      {({ items, total }) =>
        total === 0 ? (
          <Nothing>{translate('app.operations.decisions.empty')}</Nothing>
        ) : (
          <>
            <Table size="small">
              <TableHead>
                <TableRow>
                  {columns.map((column) => (
                    <TableCell key={column} align={column === 'attempts' ? 'right' : 'left'}>
                      {translate(`app.operations.decisions.column.${column}`)}
                    </TableCell>
                  ))}
                  {replay.may && <TableCell aria-label={translate('app.operations.replay')} />}
                </TableRow>
              </TableHead>
              <TableBody>
                {items.map((decision) => (
                  <TableRow key={decision.id} data-testid="decision-row">
                    <TableCell>#{decision.position}</TableCell>
                    <TableCell>
                      <ProjectionName decision={decision} />
                    </TableCell>
                    <TableCell sx={{ width: '45%' }}>
                      <ErrorText text={decision.error} />
                    </TableCell>
                    <TableCell align="right">{decision.attempts}</TableCell>
                    <TableCell sx={{ whiteSpace: 'nowrap' }}>
                      <When at={decision.setAsideAt} exact />
                    </TableCell>
                    {replay.may && (
                      <TableCell align="right">
                        <ReplayButton
                          of={`#${decision.position}`}
                          going={replay.going?.id === decision.id}
                          onReplay={() => replay.start(decision)}
                        />
                      </TableCell>
                    )}
                  </TableRow>
                ))}
              </TableBody>
            </Table>
            <Pages total={total} perPage={perPage} page={page} isOld={polled.isOld} onPage={setPage} />
          </>
        )
      }
    </Section>
  );
}

function ProjectionName({ decision }: { decision: SetAsideDecision }) {
  const translate = useTranslate();
  const process = processOf(decision.projection);
  if (process === null) {
    return <>{translate(`app.operations.projection.${decision.projection}`, { _: decision.projection })}</>;
  }
  return <span title={decision.projection}>{translate('app.operations.projection.state', { ...process })}</span>;
}
