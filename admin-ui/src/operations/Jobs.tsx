import {
  Badge,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
  ToggleButton,
  ToggleButtonGroup,
} from '@mui/material';
import { useState } from 'react';
import { useDataProvider, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import type { CoachDataProvider } from '../api/data-provider.ts';
import type { JobStatus } from '../api/types.ts';
import { JobRow } from './JobRow.tsx';
import { Pages } from './Pages.tsx';
import { Nothing, Section } from './Section.tsx';
import { usePolled } from './use-polled.ts';
import { useJobReplay } from './use-replay.ts';

const perPage = 20;
const columns = ['id', 'queue', 'status', 'attempts', 'error', 'created', 'finished'] as const;
const statuses = ['waiting', 'running', 'set_aside', 'done'] as const satisfies readonly JobStatus[];

/** Work that was asked for, by what became of it; the filter is part of the address. */
export function Jobs() {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const [search, setSearch] = useSearchParams();
  const status = statuses.find((one) => one === search.get('status'));
  const [page, setPage] = useState(1);
  const polled = usePolled(['jobs', status, page], () => api.jobs({ page, perPage, status }));
  const replay = useJobReplay();
  const choose = (next: JobStatus | undefined) => {
    setPage(1);
    setSearch(next === undefined ? {} : { status: next }, { replace: true });
  };
  return (
    <Section
      name="jobs"
      polled={polled}
      heading={replay.heading}
      controls={<StatusFilter status={status} onChoose={choose} />}
    >
      {({ items, total }) =>
        total === 0 ? (
          <Nothing>{translate(`app.operations.jobs.empty.${status ?? 'all'}`)}</Nothing>
        ) : (
          <>
            <Table size="small">
              <TableHead>
                <TableRow>
                  {columns.map((column) => (
                    <TableCell key={column} align={column === 'id' || column === 'attempts' ? 'right' : 'left'}>
                      {translate(`app.operations.jobs.column.${column}`)}
                    </TableCell>
                  ))}
                  {replay.may && <TableCell aria-label={translate('app.operations.replay')} />}
                </TableRow>
              </TableHead>
              <TableBody>
                {items.map((job) => (
                  <JobRow key={job.id} job={job} replay={replay} />
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

interface StatusFilterProps {
  readonly status: JobStatus | undefined;
  readonly onChoose: (status: JobStatus | undefined) => void;
}

/** All jobs or those of one status; says how many wait for somebody, whatever is chosen. */
function StatusFilter({ status, onChoose }: StatusFilterProps) {
  const translate = useTranslate();
  const api = useDataProvider<CoachDataProvider>();
  const stuck = usePolled(['jobs', 'stuck'], () => api.jobs({ page: 1, perPage: 1, status: 'set_aside' })).data?.total;
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={status ?? 'all'}
      aria-label={translate('app.operations.jobs.filter')}
      data-testid="job-filter"
      onChange={(_, next: JobStatus | 'all' | null) => next && onChoose(next === 'all' ? undefined : next)}
    >
      {(['all', ...statuses] as const).map((one) => (
        <ToggleButton
          key={one}
          value={one}
          sx={{ px: 1.5, py: 0.25, gap: 1.75, bgcolor: 'background.paper', '&:focus-visible': { zIndex: 1 } }}
        >
          {translate(`app.operations.jobs.status.${one}`)}
          {one === 'set_aside' && stuck !== undefined && stuck > 0 && (
            <Badge badgeContent={stuck} max={999} color="error" sx={{ mr: 1 }} />
          )}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
