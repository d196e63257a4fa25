import { ToggleButton, ToggleButtonGroup } from '@mui/material';
import { useEffect } from 'react';
import { useLocaleState, useTranslate } from 'react-admin';
import { htmlLanguages, type Locale, localeNames, locales } from '../i18n/locale.ts';

interface LanguageSwitchProps {
  readonly onDark?: boolean;
  readonly onChoose?: (locale: Locale) => void;
}

/** Simplified or Traditional Chinese, or English; the choice is remembered in this browser. */
export function LanguageSwitch({ onDark = false, onChoose }: LanguageSwitchProps) {
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
      onChange={(_, next: Locale | null) => {
        if (!next) return;
        setLocale(next);
        onChoose?.(next);
      }}
    >
      {locales.map((one) => (
        <ToggleButton
          key={one}
          value={one}
          lang={htmlLanguages[one]}
          title={localeNames[one].name}
          sx={{ px: 1, py: 0.1, fontSize: '.8rem', ...colours }}
        >
          {localeNames[one].short}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
