import type { RaThemeOptions } from 'react-admin';
import type { ItemKind } from '../../graph-schema/index.ts';

export const ink = '#12313d';
const line = '#dde4e7';
const wash = '#f3f6f7';
export const highlight = '#ffe9a8';

/** Each kind's quiet colour: background, and a text that reads on it (WCAG AA). */
export const kindColours: Readonly<Record<ItemKind, readonly [background: string, text: string]>> = {
  scenario: ['#d8eef2', '#0c4a5a'],
  step: ['#e0e9fb', '#1e4180'],
  script: ['#ece4fa', '#50308c'],
  best_practice: ['#dcf1e2', '#17552f'],
  product: ['#e6eaec', '#37464d'],
  product_fact: ['#d9f0ec', '#0d5146'],
  regulation: ['#f3e6dc', '#6b3a14'],
  clause: ['#faeccd', '#6a4700'],
  procedure: ['#e2e4f6', '#323a85'],
  complaint_type: ['#fbe3e6', '#86202f'],
  need: ['#edf0d6', '#4a5212'],
};

const fontFamily = [
  'system-ui',
  '-apple-system',
  '"Segoe UI"',
  '"PingFang SC"',
  '"Microsoft YaHei"',
  '"Noto Sans SC"',
  '"Noto Sans CJK SC"',
  'sans-serif',
].join(',');

const focusRing = { outline: '2px solid #1d7a94', outlineOffset: 2 };

export const theme: RaThemeOptions = {
  sidebar: { width: 196, closedWidth: 52 },
  shape: { borderRadius: 6 },
  palette: {
    mode: 'light',
    primary: { main: '#14566b', light: '#e4f0f3', dark: '#0d3f4f', contrastText: '#ffffff' },
    secondary: { main: ink, contrastText: '#ffffff' },
    error: { main: '#a8281f', light: '#fbe6e4', dark: '#7f1d16' },
    warning: { main: '#8a5200', light: '#fdf0d9', dark: '#693e00', contrastText: '#ffffff' },
    success: { main: '#1c6b3f', light: '#e0f2e6', dark: '#114a2a' },
    info: { main: '#1e4f9c', light: '#e4edfb' },
    background: { default: wash, paper: '#ffffff' },
    text: { primary: '#17262d', secondary: '#4c5e67' },
    divider: line,
  },
  typography: {
    fontFamily,
    fontSize: 13,
    h5: { fontSize: '1.3rem', fontWeight: 650, letterSpacing: 0 },
    h6: { fontSize: '1.02rem', fontWeight: 650, letterSpacing: 0 },
    subtitle2: { fontWeight: 650 },
    button: { textTransform: 'none', fontWeight: 600 },
    overline: { textTransform: 'none', letterSpacing: '.02em', lineHeight: 1.6, fontWeight: 600 },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        body: { WebkitFontSmoothing: 'antialiased' },
        a: { color: '#14566b', textUnderlineOffset: 3 },
        'a:focus-visible, button:focus-visible, [tabindex]:focus-visible': focusRing,
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': { animationDuration: '1ms !important', transitionDuration: '1ms !important' },
        },
      },
    },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: { '&:focus-visible': focusRing } },
    },
    MuiButton: { defaultProps: { disableElevation: true }, styleOverrides: { root: { whiteSpace: 'nowrap' } } },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiCard: { styleOverrides: { root: { border: `1px solid ${line}` } } },
    MuiAppBar: { styleOverrides: { root: { backgroundColor: ink, color: '#ffffff' } } },
    MuiTableCell: {
      styleOverrides: {
        root: { borderBottomColor: line, padding: '7px 12px' },
        head: { fontWeight: 650, color: '#4c5e67', backgroundColor: '#fafcfc', whiteSpace: 'nowrap' },
      },
    },
    MuiTableSortLabel: { styleOverrides: { root: { minHeight: 24 } } },
    MuiChip: { styleOverrides: { root: { borderRadius: 5, fontWeight: 550 } } },
    MuiTextField: { defaultProps: { variant: 'outlined', size: 'small', margin: 'dense' } },
    MuiFormControl: { defaultProps: { variant: 'outlined', size: 'small', margin: 'dense' } },
    MuiOutlinedInput: { styleOverrides: { root: { backgroundColor: '#ffffff' } } },
    MuiTooltip: { defaultProps: { arrow: true }, styleOverrides: { tooltip: { fontSize: '.82rem', maxWidth: 380 } } },
    MuiAlert: {
      styleOverrides: {
        standard: {
          '&.MuiAlert-colorWarning': { backgroundColor: '#fdf0d9', color: '#693e00' },
          '&.MuiAlert-colorError': { backgroundColor: '#fbe6e4', color: '#7f1d16' },
          '&.MuiAlert-colorSuccess': { backgroundColor: '#e0f2e6', color: '#114a2a' },
          '&.MuiAlert-colorInfo': { backgroundColor: '#e4edfb', color: '#163c78' },
        },
      },
    },
    MuiMenuItem: {
      styleOverrides: {
        root: {
          '&.RaMenuItemLink-active, &.RaMenuItemLink-active .RaMenuItemLink-icon': {
            color: '#0d3f4f',
            fontWeight: 650,
          },
          '&.RaMenuItemLink-active': { backgroundColor: '#dfecf0', borderRadius: '0 6px 6px 0' },
        },
      },
    },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: '1.1rem', fontWeight: 650 } } },
  },
};
