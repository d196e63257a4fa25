import { Box } from '@mui/material';
import type { ReactNode } from 'react';

/** A page's heading for whoever hears it, where whoever sees the page needs none. */
export function HeardOnly({ children }: { children: ReactNode }) {
  return (
    <Box
      component="h1"
      sx={{ position: 'absolute', width: '1px', height: '1px', m: 0, overflow: 'hidden', clipPath: 'inset(50%)' }}
    >
      {children}
    </Box>
  );
}
