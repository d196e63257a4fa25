import { Box, Pagination, Typography } from '@mui/material';
import { useEffect } from 'react';
import { useTranslate } from 'react-admin';

interface PagesProps {
  readonly total: number;
  readonly perPage: number;
  readonly page: number;
  /** While the page asked for is still on its way. */
  readonly isOld: boolean;
  readonly onPage: (page: number) => void;
}

/** The way through a list whose length changes while it is read; goes back when the page is no more. */
export function Pages({ total, perPage, page, isOld, onPage }: PagesProps) {
  const translate = useTranslate();
  const pages = Math.max(1, Math.ceil(total / perPage));
  const gone = !isOld && page > pages;
  useEffect(() => {
    if (gone) onPage(pages);
  }, [gone, pages, onPage]);
  if (pages === 1) return null;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 2, px: 1.5, py: 0.75 }}>
      <Pagination size="small" count={pages} page={Math.min(page, pages)} onChange={(_, next) => onPage(next)} />
      <Typography variant="body2" color="textSecondary">
        {translate('app.operations.total', { smart_count: total })}
      </Typography>
    </Box>
  );
}
