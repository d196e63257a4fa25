import { Box } from '@mui/material';
import { useEffect, useState } from 'react';
import { useListContext } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Proposal } from '../api/types.ts';
import { KeyHelp, KeyHelpButton } from './KeyHelp.tsx';
import { useReviewKeys } from './use-review-keys.ts';

/** Walks the list with the keyboard: which row is meant shows as a bar beside it. */
export function QueueKeys() {
  const navigate = useNavigate();
  const { data = [], onToggleItem } = useListContext<Proposal>();
  const [at, setAt] = useState(-1);
  const [help, setHelp] = useState(false);
  const current = data[at];
  const move = (by: number) => setAt((place) => Math.max(0, Math.min(data.length - 1, place + by)));
  useReviewKeys({
    j: () => move(1),
    k: () => move(-1),
    x: current ? () => onToggleItem(current.id) : null,
    Enter: current ? () => navigate(`/proposals/${encodeURIComponent(current.id)}/show`) : null,
    '?': () => setHelp(true),
  });
  useEffect(() => {
    if (!current) return;
    const row = document.querySelector(`[data-proposal-id="${CSS.escape(current.id)}"]`)?.closest('tr');
    row?.scrollIntoView({ block: 'nearest' });
    row?.setAttribute('data-current', 'true');
    return () => row?.removeAttribute('data-current');
  }, [current]);
  return (
    <Box component="span">
      <KeyHelpButton onOpen={() => setHelp(true)} />
      {help && <KeyHelp onClose={() => setHelp(false)} />}
    </Box>
  );
}
