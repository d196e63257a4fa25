import { useMemo } from 'react';
import { useLocale, useTranslate } from 'react-admin';

/** Writes a share as percentage points with their sign: +6.2. */
export function usePoints(): (share: number) => string {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.NumberFormat(locale, {
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
      signDisplay: 'exceptZero',
    });
    return (share) => format.format(share * 100);
  }, [locale]);
}

/** Writes a share as a percentage: 81%, or 80.6% with one digit. */
export function usePercent(digits = 0): (share: number) => string {
  const locale = useLocale();
  return useMemo(() => {
    const format = new Intl.NumberFormat(locale, {
      style: 'percent',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return (share) => format.format(share);
  }, [locale, digits]);
}

/** Writes whole months as years and months. */
export function useTenure(): (months: number | null) => string {
  const translate = useTranslate();
  return (months) => {
    if (months === null) return '—';
    const [years, rest] = [Math.floor(months / 12), months % 12];
    const parts = [
      ...(years > 0 ? [translate('app.agents.years', { smart_count: years })] : []),
      ...(rest > 0 || years === 0 ? [translate('app.agents.months', { smart_count: rest })] : []),
    ];
    return parts.join(' ');
  };
}
