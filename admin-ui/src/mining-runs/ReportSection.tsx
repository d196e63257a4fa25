import { Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';

/** A titled part of a mining's report. */
export function ReportSection({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <Paper sx={{ border: 1, borderColor: 'divider', p: 2, minWidth: 0 }}>
      <Typography variant="subtitle1" component="h2" sx={{ fontWeight: 650, mb: hint ? 0 : 1 }}>
        {title}
      </Typography>
      {hint && (
        <Typography variant="caption" color="textSecondary" component="p" sx={{ mb: 1.5 }}>
          {hint}
        </Typography>
      )}
      {children}
    </Paper>
  );
}
