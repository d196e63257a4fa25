import { Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useCreatePath, useResourceContext } from 'react-admin';
import { Link } from 'react-router-dom';

/** The name of a row's record: the way to it for the keyboard, beside the click anywhere on the row. */
export function RowLink({ id, to, children }: { id: string; to?: string; children: ReactNode }) {
  const resource = useResourceContext() ?? '';
  const createPath = useCreatePath();
  return (
    <Typography
      component={Link}
      variant="body2"
      to={to ?? createPath({ resource, type: 'show', id })}
      // The row would follow the same click once more.
      onClick={(event) => event.stopPropagation()}
      sx={{
        fontWeight: 600,
        color: 'text.primary',
        textDecoration: 'none',
        '&:hover': { textDecoration: 'underline' },
      }}
    >
      {children}
    </Typography>
  );
}
