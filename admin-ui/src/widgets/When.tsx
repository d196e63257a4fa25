import { Tooltip } from '@mui/material';
import { useLocale } from 'react-admin';
import type { Locale } from '../i18n/locale.ts';
import { ago } from '../i18n/times.ts';
import { useTimes } from '../i18n/use-times.ts';

/** How long ago, with the exact time at the institution on hover. */
export function When({ at, exact = false }: { at: string; exact?: boolean }) {
  const locale = useLocale() as Locale;
  const full = useTimes().instant(at);
  if (exact) return <time dateTime={at}>{full}</time>;
  return (
    <Tooltip title={full}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {ago(at, Date.now(), locale)}
      </time>
    </Tooltip>
  );
}
