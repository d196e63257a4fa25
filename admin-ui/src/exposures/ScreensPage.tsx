import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import PrintIcon from '@mui/icons-material/PrintOutlined';
import { Alert, Box, Button, TextField, Typography } from '@mui/material';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { useInstitution } from '../access/use-institution.ts';
import { useHttp } from '../api/http-context.ts';
import type { ShownCard } from '../api/types.ts';
import { PageTitle } from '../widgets/PageTitle.tsx';
import { ErrorMessage, LoadingMessage, StateMessage } from '../widgets/StateMessage.tsx';
import { ShownCardPanel } from './ShownCardPanel.tsx';
import { screensCsv } from './screen-csv.ts';
import { askedOf, type ScreenQuery, screenFields, screenQueryIn } from './screen-query.ts';

const mostShown = 200;
const types = { agent: 'search', callId: 'search', itemId: 'search', day: 'date', time: 'time' } as const;

/** What an agent saw at a moment: the cards in the order in which they came, each with its words and who approved them. */
export function ScreensPage() {
  const translate = useTranslate();
  const http = useHttp();
  const timeZone = useInstitution()?.timeZone;
  const [address, setAddress] = useSearchParams();
  // The address follows what is typed and may lag behind it.
  const [query, setQuery] = useState(() => screenQueryIn(address));
  const typed = useRef(query);
  const pageOf = async (page: number) => {
    const params = new URLSearchParams({
      ...askedOf(query, timeZone ?? 'UTC'),
      order: query.day !== '' || query.callId !== '' ? 'asc' : 'desc',
      page: String(page),
      perPage: String(mostShown),
    });
    return (await http.json('GET', 'screens', { query: params.toString() })) as { items: ShownCard[]; total: number };
  };
  const csv = useMutation({
    // Page after page: a day of a busy team is more than one shows.
    mutationFn: async () => {
      const all = new Map<string, ShownCard>();
      for (let page = 1; ; page += 1) {
        const { items, total } = await pageOf(page);
        // What is shown meanwhile moves the pages: a card that comes again is the same one.
        for (const shown of items) all.set(shown.id, shown);
        if (items.length === 0 || page * mostShown >= total) return [...all.values()];
      }
    },
    onSuccess: (all) => save(screensCsv(all)),
  });
  const found = useQuery({
    queryKey: ['screens', query, timeZone],
    enabled: timeZone !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () => pageOf(1),
  });
  const change = (field: keyof ScreenQuery, value: string) => {
    const next = { ...typed.current, [field]: value };
    typed.current = next;
    setQuery(next);
    setAddress(Object.fromEntries(Object.entries(next).filter(([, text]) => text !== '')), { replace: true });
  };
  const cards = found.data?.items ?? [];
  return (
    <Box sx={{ pt: 1.5, pb: 4 }}>
      <PageTitle title={translate('app.screens.title')} />
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
        {translate('app.screens.hint', { zone: timeZone ?? '' })}
      </Typography>
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          gap: 1.5,
          mb: 2,
          alignItems: 'center',
          '@media print': { display: 'none' },
        }}
      >
        {screenFields.map((field) => (
          <TextField
            key={field}
            size="small"
            type={types[field]}
            label={translate(`app.screens.${field}`)}
            value={query[field]}
            onChange={(event) => change(field, event.target.value)}
            slotProps={{ inputLabel: { shrink: true }, htmlInput: { 'data-testid': `screens-${field}` } }}
            sx={{ width: types[field] === 'search' ? 172 : 142 }}
          />
        ))}
        <Box sx={{ ml: 'auto', display: 'flex', gap: 1 }}>
          <Button
            startIcon={<DownloadIcon />}
            disabled={cards.length === 0}
            loading={csv.isPending}
            onClick={() => csv.mutate()}
            data-testid="screens-csv"
          >
            {translate('app.screens.csv')}
          </Button>
          <Button startIcon={<PrintIcon />} disabled={cards.length === 0} onClick={() => window.print()}>
            {translate('app.screens.print')}
          </Button>
        </Box>
      </Box>
      {found.isPending && <LoadingMessage />}
      {csv.isError && <ErrorMessage error={csv.error} onRetry={() => csv.mutate()} />}
      {found.isError && <ErrorMessage error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && found.data.total > cards.length && (
        <Alert severity="info" sx={{ mb: 1.5 }}>
          {translate('app.screens.more', { shown: cards.length, total: found.data.total })}
        </Alert>
      )}
      {found.data && cards.length === 0 && (
        <StateMessage title={translate('app.screens.none')} hint={translate('app.screens.none_hint')} />
      )}
      {cards.length > 0 && (
        <Typography variant="body2" sx={{ mb: 1 }} role="status">
          {translate('app.screens.count', { smart_count: found.data?.total ?? 0 })}
        </Typography>
      )}
      <Box data-testid="screens">
        {cards.map((shown, index) => (
          <ShownCardPanel key={shown.id} shown={shown} open={index === 0 || query.time !== ''} />
        ))}
      </Box>
    </Box>
  );
}

function save(csv: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  link.download = 'screens.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}
