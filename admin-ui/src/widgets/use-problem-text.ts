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
      const request = error.status >= 500 && error.body.requestId ? `\n${error.body.requestId}` : '';
      const hint = error.status === 0 ? translate('app.problem.network_hint') : `${error.message}${request}`;
      return { title, hint };
    },
    [translate],
  );
}
