import { ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useEffect } from 'react';
import { useLocaleState, useTranslate } from 'react-admin';
import { htmlLanguages, type Locale } from '../i18n/locale.ts';

/** Chinese or English; the choice is remembered in this browser. */
export function LanguageSwitch({ onDark = false }: { onDark?: boolean }) {
  const [locale, setLocale] = useLocaleState();
  const translate = useTranslate();
  useEffect(() => {
    document.documentElement.lang = htmlLanguages[locale as Locale] ?? 'zh-CN';
  }, [locale]);
  const colours = onDark
    ? {
        color: '#cfe0e6',
        borderColor: '#456270',
        '&.Mui-selected, &.Mui-selected:hover': { color: '#12313d', bgcolor: '#cfe6ec' },
      }
    : {};
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={locale}
      aria-label={translate('app.language')}
      data-testid="language-switch"
      onChange={(_, next: Locale | null) => next && setLocale(next)}
    >
      <ToggleButton value="zh" lang="zh-CN" sx={{ px: 1, py: 0.1, fontSize: '.8rem', ...colours }}>
        中文
      </ToggleButton>
      <ToggleButton value="en" lang="en" sx={{ px: 1, py: 0.1, fontSize: '.8rem', ...colours }}>
        EN
      </ToggleButton>
    </ToggleButtonGroup>
  );
}
