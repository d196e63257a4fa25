import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import VerifyIcon from '@mui/icons-material/VerifiedUserOutlined';
import { Alert, AlertTitle, Box, Button, LinearProgress, Paper, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslate } from 'react-admin';

import { readEvents } from '../api/event-stream.ts';
import { useHttp } from '../api/http-context.ts';
import type { AuditEntry, AuditHead, AuditVerification } from '../api/types.ts';
import { Actor } from '../widgets/Actor.tsx';
import { ErrorMessage } from '../widgets/StateMessage.tsx';
import { When } from '../widgets/When.tsx';
import { SubjectLink } from './SubjectLink.tsx';

interface Progress {
  readonly part: 'chain' | 'decisions' | 'reasons' | 'reviews' | 'contents';
  readonly done: number;
  readonly entries: number;
}
type Fault = AuditVerification['faults'][number] & { readonly entry: AuditEntry | null };
type Result = Omit<AuditVerification, 'faults'> & { readonly faults: readonly Fault[]; readonly at: string };

const parts: readonly Progress['part'][] = ['chain', 'decisions', 'reasons', 'reviews', 'contents'];

/** Computes the chain anew when asked, says how far it has come and what does not hold; and gives the signed head. */
export function ChainVerification() {
  const translate = useTranslate();
  const http = useHttp();
  const [progress, setProgress] = useState<Progress | null>(null);
  const verify = useMutation({
    mutationFn: async (): Promise<Result> => {
      setProgress(null);
      const answer = await http.open('POST', 'audit/verifications', { headers: { Accept: 'text/event-stream' } });
      for await (const { type, data } of readEvents(answer)) {
        if (type === 'progress') setProgress(data as Progress);
        if (type === 'result') return { ...(data as Omit<Result, 'at'>), at: new Date().toISOString() };
      }
      throw new Error(translate('app.audit.cut_off'));
    },
  });
  const percent = progress
    ? ((parts.indexOf(progress.part) +
        (progress.part === 'chain' ? progress.done / Math.max(1, progress.entries) : 0)) /
        parts.length) *
      100
    : 0;
  return (
    <Paper
      component="section"
      aria-label={translate('app.audit.chain')}
      sx={{ border: 1, borderColor: 'divider', p: 1.5, mt: 1.5 }}
    >
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, alignItems: 'center' }}>
        <Box sx={{ flex: 1, minWidth: 260 }}>
          <Typography variant="subtitle2" component="h2" sx={{ m: 0 }}>
            {translate('app.audit.chain')}
          </Typography>
          <SignedHead />
        </Box>
        <Button
          variant="contained"
          size="small"
          startIcon={<VerifyIcon />}
          disabled={verify.isPending}
          data-testid="verify-chain"
          onClick={() => verify.mutate()}
        >
          {translate('app.audit.verify')}
        </Button>
      </Box>
      {verify.isPending && (
        <Box sx={{ mt: 1 }} role="status">
          <LinearProgress variant="determinate" value={percent} aria-label={translate('app.audit.verifying')} />
          <Typography variant="caption" color="textSecondary">
            {progress
              ? translate(`app.audit.part.${progress.part}`, { ...progress })
              : translate('app.audit.verifying')}
          </Typography>
        </Box>
      )}
      {verify.error && <ErrorMessage error={verify.error} onRetry={() => verify.mutate()} />}
      {verify.data && !verify.isPending && <Outcome result={verify.data} />}
    </Paper>
  );
}

function Outcome({ result }: { result: Result }) {
  const translate = useTranslate();
  const { ok, entries, decisions, faults, at } = result;
  return (
    <Alert severity={ok ? 'success' : 'error'} sx={{ mt: 1 }} data-testid="chain-outcome">
      <AlertTitle>{translate(ok ? 'app.audit.holds' : 'app.audit.broken', { smart_count: faults.length })}</AlertTitle>
      {translate('app.audit.looked_at', { entries, decisions })} · <When at={at} exact />
      {faults.length > 0 && (
        <Box component="ul" sx={{ m: 0, mt: 1, pl: 2.5 }}>
          {faults.map(({ seq, fault, entry }) => (
            <li key={`${seq} ${fault}`}>
              {seq !== null && <b>#{seq} </b>}
              {fault}
              {entry && (
                <Box sx={{ color: 'text.secondary' }}>
                  <Actor name={entry.actorName} /> · <code>{entry.action}</code> ·{' '}
                  <SubjectLink subject={entry.subject} /> · <When at={entry.at} exact />
                </Box>
              )}
            </li>
          ))}
        </Box>
      )}
    </Alert>
  );
}

/** The end of the chain, signed: kept elsewhere it tells later whether the chain was cut or rewritten. */
function SignedHead() {
  const translate = useTranslate();
  const http = useHttp();
  const { data: head } = useQuery({
    queryKey: ['audit', 'head'],
    queryFn: async () => (await http.json('GET', 'audit/head')) as AuditHead,
  });
  if (!head) return null;
  return (
    <Typography
      variant="body2"
      color="textSecondary"
      sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}
    >
      <span>{translate('app.audit.head', { seq: head.seq, position: head.position })}</span>
      <code title={head.hash}>{head.hash.slice(0, 16)}…</code>
      <When at={head.at} exact />
      <Button size="small" startIcon={<DownloadIcon />} onClick={() => save(head)}>
        {translate('app.audit.save_head')}
      </Button>
    </Typography>
  );
}

function save(head: AuditHead): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(head, null, 2)}\n`], { type: 'application/json' }));
  link.download = `audit-head-${head.seq}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
