import { Tooltip } from '@mui/material';
import { useLocale } from 'react-admin';
import type { Locale } from '../i18n/locale.ts';
import { ago, instant } from '../i18n/times.ts';

/** How long ago, with the exact time on hover. */
export function When({ at, exact = false }: { at: string; exact?: boolean }) {
  const locale = useLocale() as Locale;
  const full = instant(at, locale);
  if (exact) return <time dateTime={at}>{full}</time>;
  return (
    <Tooltip title={full}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {ago(at, Date.now(), locale)}
      </time>
    </Tooltip>
  );
}
