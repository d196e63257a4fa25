import { type HttpClient, Problem } from '../api/http-client.ts';
import type { Session } from '../api/types.ts';

/** Asks whoever is at the browser to prove again who they are, when something sensitive wants it. */
export interface IdentityCheck {
  /** Shows the question; `answer` is told whether it was proved. The function that is returned stops it. */
  onAsk(show: (answer: (proved: boolean) => void) => void): () => void;
  ask(): Promise<boolean>;
}

export function createIdentityCheck(): IdentityCheck {
  let show: ((answer: (proved: boolean) => void) => void) | null = null;
  let asked: Promise<boolean> | null = null;
  return {
    onAsk(next) {
      show = next;
      return () => {
        show = null;
      };
    },
    ask() {
      if (show === null) return Promise.resolve(false);
      const present = show;
      // Several requests at once ask one question.
      asked ??= new Promise<boolean>((resolve) => present(resolve)).finally(() => {
        asked = null;
      });
      return asked;
    },
  };
}

/** Sends again what was refused until its sender had proved who they are, or had the session's new CSRF token. */
export function checkingClient(http: HttpClient, check: IdentityCheck): HttpClient {
  const open: HttpClient['open'] = async (method, path, options) => {
    try {
      return await http.open(method, path, options);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'confirmation_required') {
        if (!(await check.ask())) throw error;
      } else if (error.code === 'csrf_failed') {
        // Another tab proved it: the session has another token since.
        const session = (await http.json('GET', 'sessions/current')) as Session;
        http.setCsrfToken(session.csrfToken);
      } else throw error;
      return http.open(method, path, options);
    }
  };
  return {
    open,
    async json(method, path, options) {
      const text = await (await open(method, path, options)).text();
      return text === '' ? undefined : JSON.parse(text);
    },
    setCsrfToken: (token) => http.setCsrfToken(token),
  };
}
