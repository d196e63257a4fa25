import { Alert, Box, Paper, Typography } from '@mui/material';
import { type ReactNode, type RefObject, useId } from 'react';
import { useTranslate } from 'react-admin';
import { useTimes } from '../i18n/use-times.ts';
import { ErrorMessage, LoadingMessage } from '../widgets/StateMessage.tsx';
import type { Polled } from './use-polled.ts';

interface SectionProps<T> {
  readonly name: 'processes' | 'decisions' | 'jobs';
  readonly polled: Polled<T>;
  readonly heading?: RefObject<HTMLHeadingElement | null>;
  /** Beside the title. */
  readonly controls?: ReactNode;
  readonly hint?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

/** A part of the page that is read anew by itself: its title, and its loading, failed and outdated states. */
export function Section<T>({ name, polled, heading, controls, hint, children }: SectionProps<T>) {
  const translate = useTranslate();
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} data-testid={`operations-${name}`}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, minHeight: 34, mb: 0.75 }}>
        <Typography variant="h6" component="h2" id={id} ref={heading} tabIndex={-1} sx={{ whiteSpace: 'nowrap' }}>
          {translate(`app.operations.${name}.title`)}
        </Typography>
        {controls}
        {hint && (
          <Typography variant="body2" color="textSecondary" sx={{ flex: '1 1 260px', minWidth: 0 }}>
            {hint}
          </Typography>
        )}
      </Box>
      <Paper sx={{ border: 1, borderColor: 'divider', overflowX: 'auto' }}>
        <SectionStates polled={polled}>{children}</SectionStates>
      </Paper>
    </Box>
  );
}

function SectionStates<T>({ polled, children }: Pick<SectionProps<T>, 'polled' | 'children'>) {
  if (polled.data === undefined) {
    return polled.error ? <ErrorMessage error={polled.error} onRetry={polled.retry} /> : <LoadingMessage />;
  }
  return (
    <>
      {polled.error !== null && <Outdated at={polled.at} />}
      <Box sx={{ opacity: polled.isOld ? 0.6 : 1 }} aria-busy={polled.isOld}>
        {children(polled.data)}
      </Box>
    </>
  );
}

function Outdated({ at }: { at: number }) {
  const translate = useTranslate();
  const times = useTimes();
  return (
    <Alert severity="warning" sx={{ borderRadius: 0, py: 0 }}>
      {translate('app.operations.outdated', { at: times.instant(new Date(at).toISOString()) })}
    </Alert>
  );
}

/** What a section says when there is nothing in it. */
export function Nothing({ children }: { children: ReactNode }) {
  return (
    <Typography variant="body2" color="textSecondary" sx={{ px: 1.5, py: 1.75 }}>
      {children}
    </Typography>
  );
}
