import { Button, Menu, MenuItem } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, usePermissions, useTranslate } from 'react-admin';
import type { Permissions } from '../access/permissions.ts';
import type { HealthRow } from '../api/types.ts';
import { useTimes } from '../i18n/use-times.ts';
import { useProblemText } from '../widgets/use-problem-text.ts';
import { useHealthApi } from './health-api.ts';

const spans = [
  [90, 'app.health.quarter'],
  [180, 'app.health.half'],
  [365, 'app.health.year'],
] as const;

/** "Still right", for how long. */
export function VerifyButton({ item, onDone }: { item: HealthRow; onDone: () => void }) {
  const translate = useTranslate();
  const notify = useNotify();
  const times = useTimes();
  const problem = useProblemText();
  const api = useHealthApi();
  const { permissions = [] } = usePermissions<Permissions>();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: (days: number) => api.verify(item.id, item.version, days),
    onSuccess: (until) => {
      notify('app.health.verified_done', { type: 'success', messageArgs: { until: times.dayOf(until) } });
      onDone();
    },
    onError: (error) => {
      const { title, hint } = problem(error);
      notify([title, hint].filter(Boolean).join('\n'), { type: 'error', multiLine: true });
    },
  });
  if (!permissions.includes('decisions:write')) return null;
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        color="success"
        disabled={isPending}
        onClick={(event) => setAnchor(event.currentTarget)}
        data-testid="verify-button"
        aria-haspopup="menu"
      >
        {translate('app.health.still_right')}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem disabled dense>
          {translate('app.health.verify_until')}
        </MenuItem>
        {spans.map(([days, text]) => (
          <MenuItem
            key={days}
            data-testid={`verify-${days}`}
            onClick={() => {
              setAnchor(null);
              mutate(days);
            }}
          >
            {translate(text)}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
