import { useCallback } from 'react';
import { useTranslate } from 'react-admin';
import { Problem } from '../api/http-client.ts';

// Refusals whose reason the console knows in both languages; their English detail would add nothing.
const codes: Readonly<Record<string, string>> = {
  own_proposal: 'app.problem.own_proposal',
  wrong_state: 'app.problem.wrong_state',
  already_reviewed: 'app.problem.already_reviewed',
  base_moved: 'app.problem.base_moved',
  content_changed: 'app.problem.moved',
  etag_mismatch: 'app.problem.moved',
  call_ended: 'app.problem.call_ended',
  wrong_credentials: 'app.problem.wrong_password',
  weak_password: 'app.problem.weak_password',
  confirmation_required: 'app.problem.not_confirmed',
};

export interface ProblemText {
  readonly title: string;
  readonly hint?: string | undefined;
}

// Statuses that the reader can act on; everything else is told in the service's own words.
const known: Readonly<Record<number, string>> = {
  0: 'app.problem.network',
  401: 'app.problem.signed_out',
  403: 'app.problem.forbidden',
  404: 'app.problem.not_found',
  409: 'app.problem.conflict',
  412: 'app.problem.moved',
  413: 'app.problem.too_large',
  429: 'app.problem.too_many',
  503: 'app.problem.not_ready',
};

/** Why one of many was refused: in the reader's language where the console knows the code, else in the service's words. */
export function useRefusalText(): (code: string | undefined, reason: string | undefined) => string {
  const translate = useTranslate();
  return useCallback(
    (code, reason) => {
      const known = code === undefined ? undefined : codes[code];
      return known === undefined ? (reason ?? '') : translate(known);
    },
    [translate],
  );
}

// What the service says of itself is in English; where the console knows what to do, it says that instead.
function hintOf({ status, code, message, body }: Problem, translate: ReturnType<typeof useTranslate>): string {
  if (status === 0) return translate('app.problem.network_hint');
  if (code === 'forbidden') return translate('ra.message.access_denied');
  if (status === 404) return translate('app.problem.not_found_hint');
  if (status === 500) {
    const request = body.requestId ? `\n${translate('app.problem.request', { id: body.requestId })}` : '';
    return `${translate('app.problem.server_hint')}${request}`;
  }
  return message;
}

/** Says what went wrong: a translated headline, and the service's detail with a request id when it is its fault. */
export function useProblemText(): (error: unknown) => ProblemText {
  const translate = useTranslate();
  return useCallback(
    (error) => {
      if (!(error instanceof Problem)) {
        return { title: translate('app.problem.unknown'), hint: error instanceof Error ? error.message : undefined };
      }
      const reason = codes[error.code];
      if (reason !== undefined) return { title: translate(reason) };
      const title = translate(
        known[error.status] ?? (error.status >= 500 ? 'app.problem.server' : 'app.problem.refused'),
      );
      return { title, hint: hintOf(error, translate) };
    },
    [translate],
  );
}
