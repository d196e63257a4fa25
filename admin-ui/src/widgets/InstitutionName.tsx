import { Typography } from '@mui/material';
import { useLocale } from 'react-admin';
import { useInstitution } from '../access/use-institution.ts';
import type { Locale } from '../i18n/locale.ts';

/** Whose console this is, on the dark bars. */
export function InstitutionName() {
  const institution = useInstitution();
  const locale = useLocale() as Locale;
  if (!institution) return null;
  return (
    <Typography
      component="span"
      variant="body2"
      noWrap
      data-testid="institution"
      sx={{ pl: 1.25, borderLeft: '1px solid #456270', color: '#dbe8ec', maxWidth: 220 }}
    >
      {institution.name[locale] ?? institution.name.zh}
    </Typography>
  );
}
